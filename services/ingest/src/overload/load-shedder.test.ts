import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { text } from 'node:stream/consumers';
import type { ConcurrencyAdmission } from './adaptive-concurrency-limit.ts';
import { createLoadShedder } from './load-shedder.ts';

/** A server behind a shedder that admits whom `enter` says, and a client with one kept connection. */
async function open(tryAcquire: (project: string) => ConcurrencyAdmission['kind'], isLeaving = false) {
  const inside: string[] = [];
  const refused: string[] = [];
  const shedder = createLoadShedder({
    rejectionCounts: { count: (code) => void refused.push(code) },
    isLeaving: () => isLeaving,
    limit: {
      tryAcquire(project) {
        const kind = tryAcquire(project);
        if (kind !== 'admitted') return { kind };
        inside.push(project);
        return { kind, release: () => void inside.splice(inside.indexOf(project), 1) };
      },
      observe: () => undefined,
    },
  });
  const server = createServer((incoming, response) => {
    if (!shedder.shouldShed(incoming, response)) incoming.resume().on('end', () => response.end('admitted'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    inside,
    refused,
    port,
    markKnownTenant: (project: string) => shedder.markKnownTenant(project),
    markKnownToken: (authorization: string) => shedder.markKnownToken({ authorization }),
    async call(method: string, path: string, body = '', authorization?: string) {
      const sent = request({ port, host: '127.0.0.1', agent, method, path });
      if (authorization !== undefined) sent.setHeader('authorization', authorization);
      sent.end(body);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const { statusCode, headers } = response;
      return { status: statusCode, headers, text: await text(response), reused: sent.reusedSocket };
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      shedder[Symbol.dispose]();
      server.close();
      await once(server, 'close');
    },
  };
}

const path = '/api/projects/shop/activities';

test('whom there is no time for is answered with a problem, on a connection that goes on', async () => {
  const kinds = ['tenant over share', 'full'] as const;
  let count = 0;
  await using server = await open(() => kinds[count++] ?? 'admitted');
  const large = 'x'.repeat(200_000);
  const shop = await server.call('POST', path, large);
  expect(shop.status).toBe(429);
  expect(shop.headers['content-type']).toBe('application/problem+json');
  expect(Number(shop.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  const document = JSON.parse(shop.text) as Record<string, unknown>;
  expect(document).toMatchObject({ status: 429, code: 'too_many_requests', instance: path, trace_id: null });
  expect(document['request_id']).toBe(shop.headers['x-request-id']);
  const other = await server.call('POST', '/api/projects/other/activities?x=1');
  expect(other).toMatchObject({ status: 503, reused: true });
  expect(JSON.parse(other.text)).toMatchObject({
    code: 'overloaded',
    instance: '/api/projects/other/activities',
  });
  expect(server.refused).toEqual(['too_many_requests', 'overloaded']);
});

test('a process that takes its leave ends connections with its rejectionCounts, too', async () => {
  await using server = await open(() => 'full', true);
  expect((await server.call('POST', path)).headers.connection).toBe('close');
});

test('other requests are refused, too, unless they show a token that was found to be valid', async () => {
  await using server = await open(() => 'full');
  server.markKnownToken('Bearer known');
  const ways = [
    ['GET', path],
    ['GET', '/livez'],
    ['GET', '/api/openapi.json'],
    ['POST', `${path}/a1/cancel`],
    ['POST', '/oauth2/token'],
  ] as const;
  for (const [method, other] of ways) {
    expect((await server.call(method, other)).status).toBe(503);
    expect((await server.call(method, other, '', 'Bearer made-up')).status).toBe(503);
    expect((await server.call(method, other, '', 'Bearer known')).text).toBe('admitted');
  }
});

test('requests without a token and unknown projects are one tenant', async () => {
  const counted: string[] = [];
  await using server = await open((project) => {
    counted.push(project);
    return 'admitted';
  });
  await server.call('POST', '/oauth2/token');
  await server.call('POST', '/api/projects/made-up/activities');
  expect(counted).toEqual(['unknown', 'unknown']);
});

test.each([
  '/api/projects/sh%6Fp/activities?x=1',
  '/%61pi/projects/shop/activit%69es',
  '/api/projects/shop/activities#fragment',
  'http://elsewhere/api/projects/shop/activities',
])('%s is no way around the shedder', async (spelled) => {
  await using server = await open(() => 'full');
  expect((await server.call('POST', spelled)).status).toBe(503);
});

test('known tenants count each as themselves, and all unknown names together', async () => {
  const counted: string[] = [];
  await using server = await open((project) => {
    counted.push(project);
    return 'admitted';
  });
  server.markKnownTenant('shop');
  for (const name of ['sh%6Fp', 'made-up', 'also-made-up']) {
    await server.call('POST', `/api/projects/${name}/activities`);
  }
  expect(counted).toEqual(['project shop', 'unknown', 'unknown']);
});

test('requests that come in one after the other on one connection count each', async () => {
  let most = 0;
  await using server = await open(() => {
    most = Math.max(most, server.inside.length + 1);
    return 'admitted';
  });
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`.repeat(20));
  await expect.poll(() => most).toBeGreaterThan(5);
  socket.destroy();
  await expect.poll(() => server.inside).toEqual([]);
});

test('an admitted request counts until its response is sent', async () => {
  await using server = await open(() => 'admitted');
  const answered = server.call('POST', path, 'x');
  expect((await answered).text).toBe('admitted');
  await expect.poll(() => server.inside).toEqual([]);
});
