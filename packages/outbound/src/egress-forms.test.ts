import { privateAddresses, privateHosts as hosts } from '@upshot/testing/private-hosts';
import { describe, expect, it } from 'vitest';
import type { OutboundReply } from './outbound-client.ts';
import { resolveHost, type Resolve } from './resolve-host.ts';
import { startHttp, startTcp, testClient } from './test-servers.ts';

/** Fails on any resolution: an unusual spelling of an address must not reach a name server. */
const localOnly: Resolve = (host) =>
  /localhost/iu.test(host) ? resolveHost(host) : Promise.reject(new Error('asked'));

/** It never got to a connection: refused, or no URL that is ever sent. */
function expectNotSent(host: string, reply: OutboundReply): void {
  const end = reply.kind === 'failed' ? reply.reason : reply.kind;
  expect.soft(['refused', 'invalid_request', 'redirects'], host).toContain(end);
}

describe('a private address in any form', () => {
  it('is refused as a target without a resolution or a connection', async () => {
    await using canary = await startTcp(() => {});
    await using client = testClient({
      policy: { allow: [] },
      resolve: localOnly,
    });
    for (const [name, host] of hosts) expectNotSent(name, await client.get(`http://${host}:${canary.port}/`));
    expect(canary.connections).toBe(0);
  });

  it('is refused as the target of a redirect', async () => {
    await using canary = await startTcp(() => {});
    let location = '';
    await using server = await startHttp(
      (_, response) =>
        void response.writeHead(302, {
          location: Buffer.from(location)
            .toString('latin1')
            .replaceAll(/[\t\n]/gu, ''),
        }),
      '127.0.0.9',
    );
    await using client = testClient({
      policy: { allow: [`127.0.0.9:${server.port}`] },
      resolve: localOnly,
    });
    for (const [name, host] of hosts) {
      location = `http://${host}:${canary.port}/`;
      expectNotSent(name, await client.get(server.origin));
    }
    expect(server.requests).toHaveLength(hosts.length);
    expect(canary.connections).toBe(0);
  });

  it('is refused as what a name turns out to be', async () => {
    for (const address of [
      ...privateAddresses,
      '::',
      '::1',
      '::ffff:10.0.0.1',
      'fe80::1%eth0',
      '64:ff9b::a00:1',
    ]) {
      await using client = testClient({ policy: { allow: [] }, resolve: () => Promise.resolve([address]) });
      expect(await client.get('http://name.example/')).toMatchObject({
        kind: 'refused',
        message: 'could not connect to name.example:80',
      });
    }
  });
});

it.each([
  ['no address', () => Promise.resolve([])],
  ['a failure of the server', () => Promise.reject(new Error('queryA ESERVFAIL name.example'))],
  ['something that is no address', () => Promise.resolve(['name.example', '127.1'])],
])('a name that has %s is unreachable like any other', async (_what, resolve) => {
  await using client = testClient({ resolve });
  expect(await client.get('http://name.example/')).toMatchObject({
    message: 'could not connect to name.example:80',
  });
});
