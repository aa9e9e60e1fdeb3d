import { exitCodes, Failure, type ExitCode } from '../failure.ts';

/** The members of an `application/problem+json` answer (RFC 9457) that people are shown. */
interface ProblemBody {
  readonly title?: string;
  readonly detail?: string | readonly string[] | Readonly<Record<string, string>>;
  readonly code?: string;
  readonly trace_id?: string;
}

/** The server said no. `findings` are the single mistakes of an invalid request, each `field: message`. */
export class ApiFailure extends Failure {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly code: string | undefined;
  readonly title: string;
  readonly findings: readonly string[];

  private constructor(response: Response, problem: ProblemBody) {
    const title = problem.title ?? `The server answered ${response.status} ${response.statusText}`.trim();
    const findings = findingsOf(problem.detail);
    super(describe(title, problem, findings), exitCodeOf(response.status, problem.code));
    this.status = response.status;
    this.code = problem.code;
    this.title = title;
    this.findings = findings;
  }

  /** Reads an answer that is not a success. */
  static async from(response: Response): Promise<ApiFailure> {
    if (response.status >= 300 && response.status < 400) {
      const title = `The server redirects to ${response.headers.get('location') ?? 'elsewhere'}`;
      return new ApiFailure(response, { title, detail: 'Set UPSHOT_URL to the address itself.' });
    }
    const text = await response.text().catch(() => '');
    return new ApiFailure(response, parseProblem(text));
  }
}

function parseProblem(text: string): ProblemBody {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}

function findingsOf(detail: ProblemBody['detail']): string[] {
  if (detail === undefined || detail === null || typeof detail === 'string') return [];
  if (Array.isArray(detail)) return detail.map(String);
  return Object.entries(detail).map(([field, message]) => `${field}: ${message}`);
}

function describe(
  title: string,
  { detail, trace_id: traceId }: ProblemBody,
  findings: readonly string[],
): string {
  const text = typeof detail === 'string' && detail !== title ? [`${title}: ${detail}`] : [title];
  const trace = traceId === undefined ? [] : [`(trace ${traceId})`];
  return [...text, ...findings.map((finding) => `  ${finding}`), ...trace].join('\n');
}

function exitCodeOf(status: number, code: string | undefined): ExitCode {
  if (status === 401) return exitCodes.token;
  if (status === 403) return exitCodes.permission;
  if (code === 'project_not_found') return exitCodes.project;
  return exitCodes.general;
}
