import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { createTestApp, testAdminToken } from '../testing/test-app.ts';

/** A request that announces more of a body than it sends. */
function announce(port: number, token: string, bytes: number, sent: string): Socket {
  const head = [
    'POST /api/projects/p1/activities HTTP/1.1',
    'host: x',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${bytes}`,
    '\r\n',
  ].join('\r\n');
  const socket = connect(port, '127.0.0.1', () => socket.write(head + sent));
  socket.on('error', () => undefined);
  return socket;
}

test('bytes count once they arrive, and no tenant uses all memory', async () => {
  await using t = await createTestApp({ maxBytesInFlight: 100_000 });
  await t.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = t.app.server.address() as { port: number };
  const post = async (token: string, id: string, size: number) => {
    const body = { id, type: 't', state: 'complete', filler: 'x'.repeat(size) };
    return (await t.call('POST', '/api/projects/p1/activities', { body, token })).status;
  };
  const producer = await t.mintToken('producer', 'p1');
  const idle = Array.from({ length: 25 }, () => announce(port, producer, 1_000_000, '{'));
  await eventually(() => expect(t.app.server).toHaveProperty('_connections', 25));
  expect(await post(producer, 'a', 1000)).toBe(202);

  const greedy: Socket[] = [];
  await eventually(async () => {
    const status = await post(producer, 'b', 10_000);
    if (status !== 429) greedy.push(announce(port, producer, 1_000_000, `{"a":"${'x'.repeat(22_000)}`));
    expect(status).toBe(429);
  });
  expect(await post(testAdminToken, 'c', 10_000)).toBe(202);
  for (const socket of [...idle, ...greedy]) socket.destroy();
  await eventually(async () => expect(await post(producer, 'd', 10_000)).toBe(202));
});
