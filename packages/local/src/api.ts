import { requestDirectly } from './direct-request.ts';

/** The part of Upshot's HTTP API that the demo uses. */
export interface Api {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown): Promise<T>;
}

const TIMEOUT_MS = 10_000;

/** Opens the API at a base URL with a token. Throws when a request is refused, quoting the answer. */
export function openApi(url: string, token: string, signal?: AbortSignal): Api {
  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, text } = await requestDirectly(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    if (status >= 300) throw new Error(`${method} ${path} was answered with ${status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    url,
    get: <T>(path: string) => request('GET', path) as Promise<T>,
    send: <T>(method: string, path: string, body: unknown) => request(method, path, body) as Promise<T>,
  };
}

/** True when a service answers its readiness check with a 200. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await requestDirectly(new URL('/readyz', url), { method: 'GET', timeoutMs: 2000 });
    return answer.status === 200;
  } catch {
    return false;
  }
}
