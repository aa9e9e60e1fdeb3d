import { expect } from 'vitest';
import type { TestApp } from './test-app.ts';

/** What a browser sends with a request of the console. */
export const ownPage = {
  host: '127.0.0.1:8080',
  'sec-fetch-site': 'same-origin',
  'x-upshot-console': '1',
} as const;

/** What it sends where the page is in a frame. */
export const framedPage = { ...ownPage, 'x-upshot-framed': '1' } as const;

type Call = TestApp['call'];

/** A browser that has opened the link of a portal. */
export interface PortalSession {
  readonly cookie: string;
  /** Sends a request with the cookie, and without a token. */
  readonly call: (method: Parameters<Call>[0], path: string, body?: unknown) => ReturnType<Call>;
}

/** Makes a link, and returns its key. */
export async function createPortal(
  t: TestApp,
  body: Readonly<Record<string, unknown>>,
  token?: string,
): Promise<{ readonly id: string; readonly key: string; readonly url: URL }> {
  const { status, json } = await t.call('POST', '/api/projects/p1/console-links', {
    body: { scope: 'read', ...body },
    ...(token === undefined ? {} : { token }),
  });
  expect(status).toBe(201);
  const { id, url: text } = json as unknown as { readonly id: string; readonly url: string };
  const url = new URL(text, 'http://127.0.0.1:8080');
  return { id, key: new URLSearchParams(url.hash.slice(1)).get('k') ?? '', url };
}

/** Opens a link as its page does. */
export async function openKey(t: TestApp, key: string, headers: Readonly<Record<string, string>> = ownPage) {
  return await t.call('POST', '/console/session', { token: '', headers, body: { key } });
}

/** The pair of name and value that a browser keeps of an answer. */
export function cookieIn(answer: Awaited<ReturnType<Call>>): string {
  return String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
}

/** Makes a link and opens it. */
export async function openPortal(
  t: TestApp,
  body: Readonly<Record<string, unknown>> = {},
): Promise<PortalSession> {
  const { key } = await createPortal(t, body);
  const headers = body['embed'] === undefined ? ownPage : framedPage;
  const answer = await openKey(t, key, headers);
  expect(answer.status).toBe(201);
  const cookie = cookieIn(answer);
  const sent = { ...headers, cookie };
  return {
    cookie,
    call: (method, path, content) =>
      t.call(method, path, {
        token: '',
        headers: sent,
        ...(content === undefined ? {} : { body: content }),
      }),
  };
}
