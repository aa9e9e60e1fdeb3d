import { parseExactly } from '@upshot/shared/exact-json';
import { exitCodes, Failure } from '../failure.ts';
import { ApiFailure } from './api-failure.ts';
import { readEvents, type ServerEvent } from './read-events.ts';

type Path = readonly string[];
type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;
type Headers = Readonly<Record<string, string>>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const TIMEOUT_MS = 30_000;
const TRIES = 3;
const LONGEST_PAUSE_SECONDS = 60;

/** What a request may carry beside its body. */
interface More {
  readonly headers?: Headers;
  readonly query?: Query;
}

/** The server's REST interface. Path segments are encoded here; every failure is thrown as a Failure. */
export interface Api {
  get<T>(path: Path, query?: Query): Promise<T>;
  /** Yields the pages of a list, to the last one. */
  pages<T>(path: Path, query?: Query): AsyncGenerator<readonly T[]>;
  send<T>(method: Exclude<Method, 'GET'>, path: Path, body?: object, more?: More): Promise<T>;
  /** Sends JSON text byte for byte, for bodies that must not be parsed and written again. */
  sendText<T>(method: Exclude<Method, 'GET'>, path: Path, text: string, query?: Query): Promise<T>;
  /** Yields the JSON lines of a stream as they arrive. */
  lines<T>(path: Path, query?: Query): AsyncGenerator<T>;
  /** Yields the events of a stream as they arrive. */
  events(path: Path, query?: Query): AsyncGenerator<ServerEvent>;
  /** The address of the server. */
  server(): string;
  /** The part of the interface below a path. */
  within(...path: Path): Api;
}

interface ApiOptions {
  readonly server: () => string;
  readonly token: () => string;
  readonly note: (text: string) => void;
  readonly trace: (text: string) => void;
}

/** Connects to the server on first use. */
export function createApi(options: ApiOptions, base: Path = []): Api {
  const request = (method: Method, path: Path, rest: Omit<Request, 'method' | 'path'> = {}) =>
    fetchWithRetries(options, { method, path: [...base, ...path], ...rest });
  return {
    get: async (path, query = {}) => readJson(await request('GET', path, { query })),
    async *pages<T>(path: Path, query: Query = {}) {
      for (let cursor: string | undefined; ;) {
        const place = cursor === undefined ? {} : { cursor, starts_at: undefined };
        const response = await request('GET', path, { query: { ...query, ...place } });
        yield await readJson<readonly T[]>(response);
        cursor = nextCursor(response);
        if (cursor === undefined) return;
      }
    },
    send: async (method, path, body, more = {}) => {
      const rest = body === undefined ? more : { ...more, text: JSON.stringify(body) };
      return readJson(await request(method, path, rest));
    },
    sendText: async (method, path, text, query = {}) =>
      readJson(await request(method, path, { text, query })),
    async *lines(path, query = {}) {
      yield* readLines(await request('GET', path, { query, isStream: true }));
    },
    async *events(path, query = {}) {
      const response = await request('GET', path, { query, isStream: true });
      yield* explainBreaks(response, readEvents(response));
    },
    server: options.server,
    within: (...path) => createApi(options, [...base, ...path]),
  };
}

interface Request extends More {
  readonly method: Method;
  readonly path: Path;
  readonly text?: string;
  readonly isStream?: boolean;
}

/** Sends a request again while the server says that it is busy (429, 503). */
async function fetchWithRetries(options: ApiOptions, request: Request): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetchOnce(options, request);
    if (response.ok) return response;
    const failure = await ApiFailure.from(response);
    const pause = pauseBefore(response);
    const isBusy = response.status === 429 || response.status === 503;
    if (!isBusy || attempt === TRIES || pause > LONGEST_PAUSE_SECONDS) throw failure;
    options.note(`${failure.title}; trying again in ${pause} s`);
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
  }
}

/** Seconds until the server wants to be asked again: `retry-after` is a number of them, or a date (RFC 9110). */
function pauseBefore({ headers }: Response): number {
  const text = headers.get('retry-after') ?? '1';
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return Math.max(seconds, 0);
  return Math.max(Math.ceil((Date.parse(text) - Date.now()) / 1000), 0) || 1;
}

async function fetchOnce(options: ApiOptions, request: Request): Promise<Response> {
  const server = options.server();
  const url = `${server}/api/${request.path.map(encodeURIComponent).join('/')}${queryText(request.query)}`;
  const headers = {
    authorization: `Bearer ${options.token()}`,
    accept: 'application/json',
    'user-agent': 'upshot',
    ...request.headers,
  };
  const startedAt = performance.now();
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: request.text === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: request.text ?? null,
      redirect: 'manual',
      signal: request.isStream === true ? null : AbortSignal.timeout(TIMEOUT_MS),
    });
    options.trace(
      `${request.method} ${url} ${response.status} (${Math.round(performance.now() - startedAt)} ms)`,
    );
    return response;
  } catch (cause) {
    throw connectionFailure(server, cause);
  }
}

/** The cursor of the next page. Only this is taken from the link: the token is sent to no other address. */
function nextCursor({ headers, url }: Response): string | undefined {
  const [, next] = /<([^>]*)>; rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return next === undefined ? undefined : (new URL(next, url).searchParams.get('cursor') ?? undefined);
}

function queryText(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? (value as string[]) : [String(value)])
      search.append(name, item);
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}

function connectionFailure(server: string, cause: unknown): Failure {
  const { message, name, cause: inner } = cause as Error & { cause?: NodeJS.ErrnoException };
  const reason =
    name === 'TimeoutError'
      ? `no answer within ${TIMEOUT_MS / 1000} s`
      : (inner?.code ?? inner?.message ?? message);
  const text = `Could not reach ${server} (${reason}). Is it running? UPSHOT_URL or --server say where it is.`;
  return new Failure(text, exitCodes.connection, { cause });
}

async function readJson<T>(response: Response): Promise<T> {
  const text = await readText(response);
  if (text === '') return undefined as T;
  try {
    return parseExactly(text) as T;
  } catch (cause) {
    const what = response.headers.get('content-type') ?? 'something';
    throw new Failure(`${response.url} answered with ${what} instead of JSON: is it an Upshot server?`, 1, {
      cause,
    });
  }
}

async function readText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw connectionFailure(new URL(response.url).origin, cause);
  }
}

async function* readLines<T>(response: Response): AsyncGenerator<T> {
  yield* explainBreaks(response, parseLines<T>(response));
}

async function* parseLines<T>({ body }: Response): AsyncGenerator<T> {
  let rest = '';
  for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as T;
}

/** A connection that breaks shows as a `TypeError` of `fetch`. */
async function* explainBreaks<T>({ url }: Response, items: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (cause) {
    if (cause instanceof TypeError) throw connectionFailure(new URL(url).origin, cause);
    throw cause;
  }
}
