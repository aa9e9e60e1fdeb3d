import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** A request that the receiver was sent. */
export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly body?: string;
  readonly afterMs?: number;
}

/** A real HTTP server that takes deliveries. */
export interface Receiver extends AsyncDisposable {
  /** Host and port. */
  readonly at: string;
  readonly deliveries: Delivery[];
  /** Closes the server and all connections. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  restart(): Promise<void>;
}

/** Starts a receiver on a free port. It leaves a delivery without an answer where `answer` gives none. */
export async function startReceiver(
  answer: (delivery: Delivery) => ReceiverAnswer | undefined,
): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const delivery = { path: request.url ?? '', headers: request.headers, body: await text(request) };
      deliveries.push(delivery);
      const given = answer(delivery);
      if (given === undefined) return;
      await delay(given.afterMs ?? 0);
      response.writeHead(given.status).end(given.body);
    })();
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    at: `127.0.0.1:${port}`,
    deliveries,
    stop,
    restart: () => listen(port),
    [Symbol.asyncDispose]: stop,
  };
}
