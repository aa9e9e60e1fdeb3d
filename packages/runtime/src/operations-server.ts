import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigFault } from './config-fault.ts';

/** Answers requests for one path. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An HTTP server for monitoring, apart from what the service itself serves. */
export interface OperationsServer extends AsyncDisposable {
  readonly port: number;
}

export interface OperationsServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** What answers GET and HEAD of each path. */
  readonly routes: Readonly<Record<string, Route>>;
}

/** Probes and scrapes come from a few clients. */
const MAX_CONNECTIONS = 64;
const REQUEST_MS = 10_000;

/** Opens the server. Throws a `ConfigFault` when it cannot listen at this address. */
export async function openOperationsServer({
  host,
  port,
  routes,
}: OperationsServerOptions): Promise<OperationsServer> {
  const limits = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS };
  const server = createServer(limits, (request, response) => {
    answer(routes, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, host, port);
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  routes: OperationsServerOptions['routes'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?', 1);
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end(`There is only: ${Object.keys(routes).join(', ')}\n`);
  } else if (request.method === 'GET' || request.method === 'HEAD') {
    await route(request, response);
  } else {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigFault(
      [`UPSHOT_METRICS_PORT: cannot listen on ${host}:${port} (${code}). ${advise(code)}`],
      {
        cause,
      },
    );
  }
}

function advise(code: string | undefined): string {
  if (code === 'EADDRINUSE') return 'Another process has the port: give each service on a machine its own.';
  if (code === 'EACCES') return 'Use a port above 1023.';
  return 'UPSHOT_METRICS_HOST must be an address of this machine.';
}
