import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getOpenapi } from '../about/get-openapi.ts';
import { createTestApp, testAdminToken, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
let port: number;
beforeAll(async () => {
  t = await createTestApp();
  await t.app.listen({ port: 0, host: '127.0.0.1' });
  port = (t.app.server.address() as AddressInfo).port;
});
afterAll(() => t[Symbol.asyncDispose]());

/** Sends these bytes on a connection of their own, and answers what came until its end. */
async function send(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return await text(socket);
}

const hostless = 'GET /livez HTTP/1.1\r\nconnection: close\r\n';

test.each([
  ['two hosts', `${hostless}host: a\r\nHost: b\r\n\r\n`, '400'],
  ['one host twice', `${hostless}host: a\r\nhost: a\r\n\r\n`, '400'],
  ['no host', `${hostless}\r\n`, '400'],
  ['one host', `${hostless}host: a\r\n\r\n`, '200'],
  ['no host in HTTP/1.0', 'GET /livez HTTP/1.0\r\n\r\n', '200'],
])('a request with %s is answered as it should be', async (_what, bytes, status) => {
  expect((await send(bytes)).split(' ')[1]).toBe(status);
});

test.each([
  ['an answer', 'GET', '/livez', ''],
  [
    'an answer with data',
    'GET',
    '/api/projects/p1/activities',
    `authorization: Bearer ${testAdminToken}\r\n`,
  ],
  ['the description of the API', 'GET', '/api/openapi.json', ''],
  ['a refused caller', 'GET', '/api/projects/p1/activities', ''],
  ['an unknown address', 'GET', '/nowhere', ''],
  ['an unreadable address', 'GET', '/%', ''],
  ['another method', 'DELETE', '/livez', ''],
  ['what is no HTTP', 'GET', '/livez', 'a header without a colon\r\n'],
])('%s is not kept by caches, nor taken for another type', async (_what, method, path, headers) => {
  const answer = await send(`${method} ${path} HTTP/1.1\r\nhost: a\r\n${headers}connection: close\r\n\r\n`);
  const [head = ''] = answer.toLowerCase().split('\r\n\r\n', 1);
  expect(head).toContain('\r\ncache-control: no-store');
  expect(head).toContain('\r\nx-content-type-options: nosniff');
});

test('a connection ends when too many of its requests wait for their answers', async () => {
  const answers = await send('GET /livez HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(1000));
  const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  expect(statuses.length).toBeLessThan(1000);
  expect(statuses.at(-1)).toBe('429');
  expect(new Set(statuses.slice(0, -1))).toEqual(new Set(['200']));
});

test('a few requests one after the other on a connection are all answered', async () => {
  const request = 'GET /livez HTTP/1.1\r\nhost: a\r\n';
  const answers = await send(`${`${request}\r\n`.repeat(15)}${request}connection: close\r\n\r\n`);
  expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(16);
});

test('the description of the API is made once', async () => {
  const [first, second] = [await t.app.inject('/api/openapi.json'), await t.app.inject('/api/openapi.json')];
  expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(second.body).toBe(first.body);
  const endpoint = getOpenapi(t.app);
  const reply = { type: () => reply } as unknown as Parameters<typeof endpoint.handle>[1];
  const call = {} as Parameters<typeof endpoint.handle>[0];
  expect(endpoint.handle(call, reply)).toBe(endpoint.handle(call, reply));
});
