import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A proxy in front of a real server. It records every request and passes it on. */
export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** The bodies that were sent with this method, parsed. */
  sent(method: string): readonly unknown[];
}

/** Changes the body of an answer, as a proxy or another version of the server would. */
type ChangeAnswer = (request: RecordedRequest, body: string) => string;

/** Starts a proxy in front of the server at `target`. */
export async function startRecordingProxy(
  target: string,
  changeAnswer: ChangeAnswer = (_request, body) => body,
): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = await record(incoming);
      requests.push(request);
      const response = await passOn(target + (incoming.url ?? ''), request);
      const body = changeAnswer(request, await response.text());
      const { 'content-type': type = '', 'retry-after': retryAfter } = Object.fromEntries(response.headers);
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
      outgoing.writeHead(response.status, { 'content-type': type, ...headers }).end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sent: (method) =>
      requests
        .filter((request) => request.method === method)
        .map(({ body }) => JSON.parse(body || 'null') as unknown),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://localhost');
  const { method = '', headers } = incoming;
  return { method, path: pathname, query: searchParams, headers, body: await text(incoming) };
}

function passOn(url: string, { method, headers, body }: RecordedRequest): Promise<Response> {
  const kept = ['authorization', 'content-type', 'idempotency-key'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return fetch(url, { method, headers: Object.fromEntries(kept), body: body === '' ? null : body });
}
