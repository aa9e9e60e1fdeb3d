import type { Problem } from './entities.generated.ts';

/** A request that was refused or could not be sent. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** 0 when there was no answer. */
  readonly status: number;
  readonly title: string;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** What is wrong with each field of the body. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    status: number,
    title: string,
    detail: string,
    more: { requestId?: string; retryAfter?: number; fields?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.requestId = more.requestId;
    this.retryAfterSeconds = more.retryAfter;
    this.fields = more.fields ?? {};
  }
}

/** Reads an answer that is not a success. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const text = await response.text();
  const { status } = response;
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  const problem = parse(text);
  if (problem === undefined)
    return new ApiProblem(status, `The server answered with ${status}`, text.slice(0, 500));
  return new ApiProblem(status, problem.title, describeDetail(problem.detail), {
    requestId: problem.request_id,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(typeof problem.detail === 'string' ? {} : { fields: problem.detail }),
  });
}

/** No answer: the network, or the server, is away. */
export function noAnswer(): ApiProblem {
  return new ApiProblem(
    0,
    'The server cannot be reached',
    'The request is sent again when the connection is back.',
  );
}

function parse(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'request_id' in value
      ? (value as Problem)
      : undefined;
  } catch {
    return undefined;
  }
}

function describeDetail(detail: Problem['detail']): string {
  if (typeof detail === 'string') return detail;
  return Object.entries(detail)
    .map(([field, message]) => `${field} ${message}`)
    .join('; ');
}
