import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openApi } from './api.ts';

const statuses: number[] = [];
const server = createServer((request, response) => {
  response.writeHead(statuses.shift() ?? 200).end('{"done":true}');
  request.resume();
});

afterEach(() => {
  server.close();
});

test('a request is sent again while the server is overloaded, and not when it is refused', async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const api = openApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'token');
  statuses.push(503, 429);
  expect(await api.send('POST', '/x', {})).toEqual({ done: true });
  statuses.push(400, 200);
  await expect(api.get('/x')).rejects.toThrow('GET /x was answered with 400: {"done":true}');
  expect(statuses).toEqual([200]);
});
