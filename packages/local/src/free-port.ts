import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A TCP port of 127.0.0.1 that is free now: the preferred one if it can be had, else one the system picks. */
export async function freePort(preferred = 0): Promise<number> {
  const port = (await tryPort(preferred)) ?? (await tryPort(0));
  if (port === undefined) throw new Error('This system gives out no TCP port on 127.0.0.1.');
  return port;
}

/** The first free port of 127.0.0.1 counting up from the given one. */
export async function nextFreePort(from: number): Promise<number> {
  for (let port = from; port < from + 100 && port <= 65_535; port += 1) {
    if ((await tryPort(port)) !== undefined) return port;
  }
  throw new Error(`No port from ${from} to ${from + 99} is free on 127.0.0.1. Set PORT to one that is.`);
}

/** Undefined when the port cannot be had; other faults concern every port, and are thrown. */
async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (fault) {
    if (isPortTaken(fault)) return undefined;
    throw fault;
  } finally {
    server.close();
  }
}

/** True when a fault says that another process listens on the port, or that it is reserved for privileged accounts. */
export function isPortTaken(fault: unknown): boolean {
  const { code } = fault as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' || code === 'EACCES';
}
