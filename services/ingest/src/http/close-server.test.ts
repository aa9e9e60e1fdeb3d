import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { createLogger } from '@upshot/runtime/logger';
import { expect, onTestFinished, test } from 'vitest';
import { createEvents } from '../events.ts';
import { closeServer } from './close-server.ts';
import { createServer } from './server.ts';

/** A server with one address, and a client that keeps its connection, which has been used once. */
async function startPair() {
  const logger = createLogger('test', 'silent');
  const app = createServer({
    logger,
    events: createEvents(logger),
    maxBodyBytes: 1000,
    maxBytesInFlight: 1000,
  });
  let answer = (): void => undefined;
  app.get('/', async () => 'now');
  app.get('/later', async () => {
    await new Promise<void>((resolve) => (answer = resolve));
    return 'later';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const get = async (path: string) => {
    const [response] = (await once(request({ port, path, agent, host: '127.0.0.1' }).end(), 'response')) as [
      IncomingMessage,
    ];
    await response.toArray();
    return { status: response.statusCode, connection: response.headers.connection };
  };
  expect(await get('/')).toEqual({ status: 200, connection: 'keep-alive' });
  return { app, get, answer: () => answer() };
}

test('a kept connection ends with an answer that says so, and the server with its last connection', async () => {
  const { app, get } = await startPair();
  const closed = closeServer(app, 30_000);
  expect(await get('/')).toEqual({ status: 200, connection: 'close' });
  await closed;
  await expect(get('/')).rejects.toThrow('ECONNREFUSED');
});

test('a request in flight when the server begins to close is answered, as the last of its connection', async () => {
  const { app, get, answer } = await startPair();
  const later = get('/later');
  await once(app.server, 'request');
  const closed = closeServer(app, 30_000);
  answer();
  expect(await later).toEqual({ status: 200, connection: 'close' });
  await closed;
});

test('connections that stay silent are not waited for any longer', async () => {
  const { app } = await startPair();
  await expect(closeServer(app, 100)).resolves.toBeUndefined();
});

test('a connection that waits to be accepted when the server stops listening is answered', async () => {
  const { app } = await startPair();
  const { port } = app.server.address() as AddressInfo;
  const connected = new Int32Array(new SharedArrayBuffer(4));
  const client = new Worker(connectMany, { eval: true, workerData: { port, connected, connections: 20 } });
  await once(client, 'online');
  while (Atomics.load(connected, 0) < 20) Atomics.wait(connected, 0, Atomics.load(connected, 0), 10);
  const closed = closeServer(app, 0);
  expect(await once(client, 'message')).toEqual([Array.from({ length: 20 }, () => 'HTTP/1.1 200 OK')]);
  await closed;
});

/** Opens connections, says how many the system has opened, and sends the first lines of their answers. */
const connectMany = `
const { connect } = require('node:net');
const { workerData: { port, connected, connections }, parentPort } = require('node:worker_threads');
const get = () => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => {
    Atomics.add(connected, 0, 1);
    Atomics.notify(connected, 0);
    socket.write('GET / HTTP/1.1\\r\\nhost: here\\r\\n\\r\\n');
  });
  socket.once('data', (data) => resolve(String(data).split('\\r\\n', 1)[0]));
  socket.once('error', (fault) => resolve(fault.code));
  socket.once('close', () => resolve('closed'));
});
Promise.all(Array.from({ length: connections }, get)).then((answers) => parentPort.postMessage(answers));
`;
