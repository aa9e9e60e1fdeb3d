import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createPipeliningLimit } from './pipelining-limit.ts';

test('a connection with too many requests under way is refused once, counted and ended', async () => {
  const counted: string[] = [];
  const limit = createPipeliningLimit({ count: (code) => void counted.push(code) }, 2);
  const held: (() => void)[] = [];
  const server = createServer((request, response) => {
    if (limit.shouldRefuse(request, response)) return;
    held.push(() => response.end('answered'));
    if (held.length === 2) setImmediate(() => held.forEach((answer) => answer()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(4));
  const answers = await text(socket);
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 429']);
  expect(answers).toMatch(/retry-after: \d/);
  expect(counted).toEqual(['too_many_requests']);
  server.close();
});
