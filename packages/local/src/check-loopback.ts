import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** Rejects, with the system's own fault, where this machine cannot reach itself at 127.0.0.1. */
export async function checkLoopback(): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  } finally {
    server.close();
  }
}
