import { ownHeaders } from '../shell/frame.ts';
import type { Operation } from './operation.ts';
import { noAnswer, readProblem } from './problem.ts';

type QueryValue = string | number | boolean | readonly string[] | undefined;

/** What a request has besides its operation. */
export interface Args<Params, Query, Body> {
  readonly params?: Params;
  readonly query?: { readonly [K in keyof Query]: Query[K] | undefined };
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends a request and reads its JSON answer. Throws an `ApiProblem`. */
export async function call<P extends object, Q extends object, B, A>(
  operation: Operation<P, Q, B, A>,
  args: Args<P, Q, B> = {},
): Promise<A> {
  return (await (await send(operation, args)).json()) as A;
}

/** Sends a request and returns its successful answer, unread. Throws an `ApiProblem`. */
export async function send<P extends object, Q extends object, B, A>(
  { method, path }: Operation<P, Q, B, A>,
  { params, query, body, headers, signal }: Args<P, Q, B>,
): Promise<Response> {
  const response = await fetch(addressOf(path, params, query), {
    method,
    headers: {
      ...ownHeaders,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((fault: unknown) => {
    throw signal?.aborted === true ? fault : noAnswer();
  });
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** Addresses are relative to the page's base: a proxy may have put a prefix before it. */
export function addressOf(path: string, params: object = {}, query: object = {}): URL {
  const steps = path.replace(/\{(\w+)\}/g, (_match, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  );
  const address = new URL(`..${steps}`, document.baseURI);
  for (const [name, value] of Object.entries(query as Record<string, QueryValue>)) {
    if (value === undefined) continue;
    for (const item of [value].flat()) address.searchParams.append(name, String(item));
  }
  return address;
}
