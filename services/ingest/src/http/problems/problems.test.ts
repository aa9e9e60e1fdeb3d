import { connectForTest } from '@upshot/testing/database';
import { readdir, readFile } from 'node:fs/promises';
import { createServer as createTcpServer, connect as connectTcp } from 'node:net';
import { problems } from '@upshot/shared/problem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { createRecorder } from '../../activities/recorder.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('the catalogue has exactly the problems that are thrown somewhere', async () => {
  const roots = [
    new URL('../../../', import.meta.url),
    new URL('../../../../../packages/integrations/', import.meta.url),
  ];
  const sources = (await Promise.all(roots.map(readSources))).flat();
  const thrown = sources.flatMap((source) =>
    [...source.matchAll(/(?:new Problem\(\s*|problem: )'(\w+)'/g)].map(([, code]) => code),
  );
  expect(new Set(thrown)).toEqual(new Set(Object.keys(problems)));
});

test('every problem is explained where its type leads to', async () => {
  for (const [code, { title, resolution }] of Object.entries(problems)) {
    expect((await t.call('GET', `/problems/${code}`)).json).toMatchObject({ code, title, resolution });
  }
  expect((await t.call('GET', '/problems/constructor')).status).toBe(404);
});

test('an address that does not exist is a problem', async () => {
  for (const path of ['/', '/api', '/api/projects/p1/nothing', '/%', '/api/projects/%ff']) {
    const { statusCode, headers } = await t.app.inject({ url: path });
    expect([400, 404]).toContain(statusCode);
    expect(headers['content-type']).toBe('application/problem+json');
  }
});

test('a method that an address does not take is a problem that names those it takes', async () => {
  const response = await t.app.inject({ method: 'DELETE', url: '/api/projects/p1/activities', payload: 'x' });
  expect(response.statusCode).toBe(405);
  expect(response.headers['allow']).toBe('POST, GET, HEAD');
  expect(response.json()).toMatchObject({ code: 'method_not_allowed' });
});

test('what breaks on our side is logged, and the caller learns nothing of it', async () => {
  await using broken = await createTestApp({
    recorder: {
      record: () => Promise.reject(new Error('secret detail of ours')),
      requireCapacity: () => undefined,
      close: () => Promise.resolve(),
    },
  });
  const body = { id: 'a', type: 't', state: 'complete' };
  const answer = await broken.call('POST', '/api/projects/p1/activities', { body });
  expect(answer.json).toMatchObject({ status: 500, code: 'internal_fault' });
  expect(answer.text).not.toContain('secret');
  expect(answer.headers['x-request-id']).toBe(answer.json.request_id);
});

test.each([
  ['no server listens', async () => ({ port: 1, close: () => undefined })],
  ['the server does not answer', silentServer],
])('while the ledger is away (%s), every address says so within a second', async (_how, open) => {
  const { port, close } = await open();
  const database = connectForTest(`postgres://u:p@127.0.0.1:${port}/d`, {
    maxConnections: 2,
    connectMs: 800,
  });
  await using away = await createTestApp({
    database,
    recorder: createRecorder({ database, onRecorded: () => undefined }),
  });
  const body = { id: 'a', type: 't', state: 'complete' };
  for (const ask of [
    () => away.call('POST', '/api/projects/p1/activities', { body }),
    () => away.call('GET', '/api/projects/p1/activities'),
    () =>
      away.call('POST', '/api/projects/p1/activities', {
        body,
        token: `upshot_${'a'.repeat(13)}_${'x'.repeat(43)}`,
      }),
    () => away.call('GET', '/readyz'),
  ]) {
    const begun = performance.now();
    const answer = await ask();
    expect(performance.now() - begun).toBeLessThan(1000 * busyness());
    expect(answer.json).toMatchObject({ status: 503, code: 'ledger_unavailable' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }
  await database.destroy();
  close();
});

test('more bodies at once than fit into memory are refused with retry-after', async () => {
  const release = Promise.withResolvers<void>();
  const blocked = {
    record: async () => (await release.promise, [{ kind: 'project_not_found' as const }]),
    requireCapacity: () => undefined,
    close: () => Promise.resolve(),
  };
  await using full = await createTestApp({ recorder: blocked, maxBytesInFlight: 1000 });
  const body = JSON.stringify({ id: 'a', type: 't', state: 'complete', filler: 'x'.repeat(600) });
  const first = full.app.inject({
    method: 'POST',
    url: '/api/projects/p1/activities',
    headers: {
      authorization: 'Bearer a-bootstrap-token-of-enough-letters',
      'content-type': 'application/json',
    },
    payload: body,
  });
  await new Promise(setImmediate);
  const second = await full.call('POST', '/api/projects/p1/activities', { body });
  expect(second.json).toMatchObject({ status: 429, code: 'too_many_requests' });
  expect(second.headers['retry-after']).toMatch(/^[123]$/);
  release.resolve();
  await first;
  expect((await full.call('POST', '/api/projects/p1/activities', { body })).status).not.toBe(429);
});

test('what is not HTTP at all is answered with a problem, too', async () => {
  await t.app.listen({ host: '127.0.0.1', port: 0 });
  const [address] = t.app.addresses();
  const answer = await speak(typeof address === 'object' ? address.port : 0, 'NONSENSE\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"code":"invalid_request"');
});

function speak(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connectTcp(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

async function silentServer() {
  const server = createTcpServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { port, close: () => server.close() };
}

async function readSources(root: URL): Promise<string[]> {
  const files = (await readdir(root, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file));
  return await Promise.all(files.map((file) => readFile(new URL(file, root), 'utf8')));
}
