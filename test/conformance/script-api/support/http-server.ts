import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** A request as it arrived. Header names are lower case. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A web server on this machine, for one test file. */
export interface HttpServer {
  /** `http://127.0.0.1:` and the port. */
  readonly origin: string;
  /** What arrived during the present test. */
  readonly requests: readonly SeenRequest[];
}

type Answer = (request: SeenRequest, response: ServerResponse) => void;

/** Starts a server that answers each path (without query) as the table says, and any other with 404. */
export function useHttpServer(answers: Readonly<Record<string, Answer>>): HttpServer {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(seen);
      const answer = answers[url.split('?')[0] ?? ''] ?? notFound;
      answer(seen, response);
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    requests.length = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    get origin() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    requests,
  };
}

function notFound(_request: SeenRequest, response: ServerResponse): void {
  response.writeHead(404).end('nothing here');
}
