import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createOutboundClient, type OutboundClient, type OutboundClientOptions } from './outbound-client.ts';
import type { OutboundResponse, OutboundReply } from './outbound-exchange.ts';
import { testCertificate } from './test-certificate.ts';

/** A server on a loopback address, and what it has seen so far. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  readonly sockets: Set<Socket>;
  /** Connections accepted so far. */
  readonly connections: number;
}

/** A request as a test server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a test server's `answer` returns when the response is not to be ended for it. */
export const held = Symbol('held');

type Answer = (request: SeenRequest, response: ServerResponse) => unknown;

/** Starts an HTTP server that lets `answer` write the response, and then ends it. */
export async function startHttp(
  answer: Answer = () => {},
  host = '127.0.0.1',
): Promise<TestServer & { readonly requests: readonly SeenRequest[] }> {
  const { listener, requests } = recording(answer);
  const server = await listen(createServer(listener), host);
  return observe(server, requests);
}

/** Starts an HTTPS server with the self-signed test certificate. */
export async function startHttps(
  answer: Answer = () => {},
): Promise<TestServer & { readonly requests: readonly SeenRequest[] }> {
  const { listener, requests } = recording(answer);
  const server = await listen(createTlsServer(testCertificate, listener), '127.0.0.1');
  return observe(server, requests);
}

/** Starts a server that hands out raw connections. */
export function startTcp(accept: (socket: Socket) => void, host = '127.0.0.1'): Promise<TestServer> {
  return listen(createTcpServer(accept), host);
}

/** A loopback port on which nothing listens. */
export async function closedPort(): Promise<number> {
  await using server = await startTcp(() => {});
  return server.port;
}

/** A client that is closed at the end of the block; by default it may reach 127.0.0.1 and nothing else. */
export function testClient(
  options: Partial<OutboundClientOptions> = {},
): OutboundClient & AsyncDisposable & { get(url: string): Promise<OutboundReply> } {
  const client = createOutboundClient({ policy: { allow: ['127.0.0.1'] }, ...options });
  return {
    ...client,
    get: (url) => client.send({ method: 'GET', url, headers: [] }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** The reply as a response; throws when there was none. */
export function responseOf(reply: OutboundReply): OutboundResponse {
  if (reply.kind !== 'response') throw new Error(`expected a response, got ${JSON.stringify(reply)}`);
  return reply;
}

function observe<S extends TestServer>(server: S, requests: readonly SeenRequest[]) {
  return Object.assign(server, { requests });
}

function recording(answer: Answer) {
  const requests: SeenRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(seen);
      if (answer(seen, response) !== held && !response.writableEnded) response.end();
    });
  };
  return { listener, requests };
}

async function listen(server: Server, host: string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    origin: `http://${host}:${port}`,
    sockets,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
