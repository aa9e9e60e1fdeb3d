import { setTimeout as delay } from 'node:timers/promises';
import { requestDirectly } from './direct-request.ts';

/** The part of Upshot's HTTP API that the demo uses. */
export interface Api {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown): Promise<T>;
}

const TIMEOUT_MS = 10_000;

/** A busy machine sheds load (429), or its ledger is slow for a moment (503). */
const PASSING = new Set([429, 503]);
const RETRY_MS = 1000;
const RETRIES = 30;

/**
 * Opens the API at a base URL with a token. Sends a request again while the server is overloaded. Throws when it is
 * refused, quoting the answer.
 */
export function openApi(url: string, token: string, signal?: AbortSignal): Api {
  const send = (method: string, path: string, body: unknown) =>
    requestDirectly(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    let answer = await send(method, path, body);
    for (let retries = 0; PASSING.has(answer.status) && retries < RETRIES; retries += 1) {
      await delay(RETRY_MS, undefined, { signal });
      answer = await send(method, path, body);
    }
    const { status, text } = answer;
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
