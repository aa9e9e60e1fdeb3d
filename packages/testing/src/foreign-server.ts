import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A server that is not ours, on a port that one of ours would like to have. */
export interface ForeignServer extends AsyncDisposable {
  readonly port: number;
  /** How many connections it was given. */
  readonly connections: () => number;
}

/** Starts a server that answers every request with the same bytes. */
export async function startForeignServer(answer: string, port = 0): Promise<ForeignServer> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {}).on('data', () => socket.write(answer));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}
