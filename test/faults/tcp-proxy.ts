import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * What a network can do to a connection:
 * - `latency`: every piece arrives 100 ms late
 * - `black hole`: nothing arrives any more, without an error
 * - `half-open`: what the client sends arrives, answers do not
 * - `drip`: one byte a second arrives
 */
export const networkFaults = ['latency', 'black hole', 'half-open', 'drip'] as const;

type NetworkFault = (typeof networkFaults)[number];

/** A connection in between, which can be made a bad one. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on, for new connections and those that are open; undefined: none. */
  suffer(fault: NetworkFault | undefined): void;
  /** Ends every connection with a reset. */
  reset(): void;
}

/** Listens on 127.0.0.1 and passes every connection on to `targetPort`. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let fault: NetworkFault | undefined;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    keep(client);
    keep(upstream);
    void pass(client, upstream, (): NetworkFault | undefined => (fault === 'half-open' ? undefined : fault));
    void pass(upstream, client, () => fault);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    suffer(next) {
      // What was swallowed is gone: a connection that lost bytes cannot go on.
      if (next === undefined && fault !== undefined && fault !== 'latency') resetAll(sockets);
      fault = next;
    },
    reset: () => resetAll(sockets),
    async [Symbol.asyncDispose]() {
      server.close();
      resetAll(sockets);
      await once(server, 'close');
    },
  };
}

function resetAll(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.resetAndDestroy();
}

async function pass(from: Socket, to: Socket, fault: () => NetworkFault | undefined): Promise<void> {
  try {
    for await (const piece of from as AsyncIterable<Buffer>) await passPiece(piece, to, fault);
    to.end();
  } catch {
    to.resetAndDestroy();
  }
}

async function passPiece(piece: Buffer, to: Socket, fault: () => NetworkFault | undefined): Promise<void> {
  const suffered = fault();
  if (suffered === 'black hole' || suffered === 'half-open') return;
  if (suffered === 'drip') return await drip(piece, to, fault);
  if (suffered === 'latency') await delay(100);
  if (!to.write(piece)) await once(to, 'drain');
}

async function drip(piece: Buffer, to: Socket, fault: () => NetworkFault | undefined): Promise<void> {
  for (let at = 0; at < piece.length && fault() === 'drip' && !to.destroyed; at++) {
    to.write(piece.subarray(at, at + 1));
    await delay(1000);
  }
}
