import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { Resolve } from './resolve-host.ts';
import { testCertificate } from './test-certificate.ts';
import { closedPort, responseOf, startHttp, startHttps, startTcp, testClient } from './test-servers.ts';

// A test that fails may open the connection it forbids, so every address here is a loopback one: 127.0.0.1 on the
// allow-list stands for a public address, 127.0.0.2 and ::1 for private ones.

const opened = 'the operator can open it with UPSHOT_EGRESS_ALLOW';
const notPublic = `the address is not a public one; ${opened}`;

describe('a target that the policy forbids', () => {
  it.each([
    ['the address', '127.0.0.1'],
    ['a decimal integer', '2130706433'],
    ['a hexadecimal integer', '0x7f000001'],
    ['an octal integer', '017700000001'],
    ['octal parts', '0177.0.0.1'],
    ['hexadecimal parts', '0x7f.1'],
    ['a short form', '127.1'],
    ['a trailing dot', '127.0.0.1.'],
    ['full-width digits', '１２７.０.０.１'],
    ['circled digits', '①②⑦.⓪.⓪.①'],
    ['ideographic full stops', '127。0。0。1'],
    ['percent-encoding', '%31%32%37.0.0.1'],
    ['an IPv4-mapped address', '[::ffff:127.0.0.1]'],
    ['an IPv4-mapped address in hex', '[::ffff:7f00:1]'],
    ['the IPv6 loopback', '[::1]'],
    ['the long IPv6 loopback', '[0:0:0:0:0:0:0:1]'],
    ['localhost', 'localhost'],
    ['localhost with a trailing dot', 'localhost.'],
    ['localhost in capitals', 'LOCALHOST'],
    ['full-width localhost', 'ｌｏｃａｌｈｏｓｔ'],
  ])('is refused when written as %s (%s)', async (_what, host) => {
    await using canary = await startTcp(() => {});
    await using client = testClient({ policy: { allow: [] } });
    const reply = await client.get(`http://${host}:${canary.port}/`);
    expect(reply.kind).toBe('refused');
    expect(canary.connections).toBe(0);
  });

  it.each(['[fe80::1%25eth0]', '[::1%251]', '256.1.1.1'])(
    'is no valid URL when written as %s',
    async (host) => {
      await using client = testClient();
      expect(await client.get(`http://${host}/`)).toMatchObject({
        kind: 'failed',
        reason: 'invalid_request',
      });
    },
  );

  it('is told to be private, which its address gives away, but never whether something is there', async () => {
    const port = await closedPort();
    await using open = testClient();
    await using shut = testClient({ policy: { allow: [] } });
    const unreachable = await open.get(`http://127.0.0.1:${port}/?key=secret`);
    const refused = await shut.get(`http://127.0.0.1:${port}/?key=secret`);
    expect(unreachable).toMatchObject({
      reason: 'connect',
      message: `could not connect to 127.0.0.1:${port}`,
    });
    expect(refused).toMatchObject({
      kind: 'refused',
      message: `could not connect to 127.0.0.1:${port}: ${notPublic}`,
      detail: containing('refused by the egress policy'),
    });
    expect(JSON.stringify([unreachable, refused])).not.toContain('secret');
  });

  it.each([
    ['http://127.0.0.2/', `127.0.0.2:80: ${notPublic}`],
    ['http://0x7f000002/', `127.0.0.2:80: ${notPublic}`],
    ['http://[::1]:8080/', `[::1]:8080: ${notPublic}`],
    ['http://localhost/', `localhost:80: localhost is the worker itself; ${opened}`],
    ['http://a.localhost./', `a.localhost.:80: localhost is the worker itself; ${opened}`],
  ])('is named with the setting that opens it: %s', async (url, told) => {
    await using shut = testClient({ policy: { allow: [] } });
    expect(await shut.get(url)).toMatchObject({ kind: 'refused', message: `could not connect to ${told}` });
  });

  it('on the deny-list looks like one where nothing is', async () => {
    await using shut = testClient({ policy: { allow: ['127.0.0.2'], deny: ['127.0.0.2'] } });
    const message = 'could not connect to 127.0.0.2:80';
    expect(await shut.get('http://127.0.0.2/')).toMatchObject({ kind: 'refused', message });
  });

  it('looks like a name that does not resolve', async () => {
    await using nowhere = testClient({ resolve: () => Promise.reject(new Error('getaddrinfo ENOTFOUND')) });
    await using shut = testClient({ resolve: () => Promise.resolve(['127.0.0.2']) });
    const missing = await nowhere.get('http://intra.example/');
    const refused = await shut.get('http://intra.example/');
    expect(missing).toMatchObject({ reason: 'dns', message: 'could not connect to intra.example:80' });
    expect(refused).toMatchObject({ kind: 'refused', message: 'could not connect to intra.example:80' });
  });

  it('is refused when a redirect leads there', async () => {
    await using secret = await startHttp(undefined, '127.0.0.2');
    await using server = await startHttp((_, response) => {
      response.writeHead(302, { location: `${secret.origin}/latest/meta-data` });
    });
    await using client = testClient();
    expect(await client.get(server.origin)).toMatchObject({
      kind: 'refused',
      message: `could not connect to 127.0.0.2:${secret.port}: ${notPublic}`,
    });
    expect(secret.connections).toBe(0);
  });
});

describe('a name', () => {
  it('is resolved once per connection, and reached at the address that was checked', async () => {
    await using server = await startHttp((_, response) => void response.end('public'));
    const resolver = answering(['127.0.0.1'], ['127.0.0.2']);
    await using client = testClient({ resolve: resolver.resolve });
    const reply = responseOf(await client.get(`http://rebind.example:${server.port}/`));
    expect(Buffer.from(reply.body).toString()).toBe('public');
    expect(resolver.asked).toEqual(['rebind.example']);
  });

  it('that turns to a forbidden address for the next connection is refused, and never reached', async () => {
    await using secret = await startHttp(undefined, '127.0.0.2');
    await using server = await startHttp((_, response) => {
      response.writeHead(302, { location: `http://rebind.example:${secret.port}/` });
    });
    const resolver = answering(['127.0.0.1'], ['127.0.0.2']);
    await using client = testClient({ resolve: resolver.resolve });
    expect(await client.get(`http://rebind.example:${server.port}/`)).toMatchObject({ kind: 'refused' });
    expect(server.requests).toHaveLength(1);
    expect(secret.connections).toBe(0);
  });

  it('with permitted and forbidden addresses is reached at the permitted ones only', async () => {
    await using secret = await startTcp(() => {}, '127.0.0.2');
    await using client = testClient({ resolve: () => Promise.resolve(['127.0.0.2', '::1', '127.0.0.1']) });
    expect(await client.get(`http://mixed.example:${secret.port}/`)).toMatchObject({ reason: 'connect' });
    expect(secret.connections).toBe(0);
  });

  it('is reached at its next address when the first one does not answer', async () => {
    await using server = await startHttp();
    await using client = testClient({
      policy: { allow: ['127.0.0.0/8'] },
      resolve: () => Promise.resolve(['127.0.0.3', '127.0.0.1']),
    });
    responseOf(await client.get(`http://two.example:${server.port}/`));
    expect(server.requests).toHaveLength(1);
  });

  it('is reached at eight addresses at most', async () => {
    await using server = await startHttp();
    const silent = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 2}`);
    const get = async (...addresses: readonly string[]) => {
      await using client = testClient({
        policy: { allow: ['127.0.0.0/8'] },
        resolve: () => Promise.resolve(addresses),
      });
      return await client.get(`http://many.example:${server.port}/`);
    };
    expect(await get(...silent.slice(1), '127.0.0.1')).toMatchObject({ status: 200 });
    expect(await get(...silent, '127.0.0.1')).toMatchObject({ reason: 'connect' });
  });

  it('opens by its entry in the allow-list', async () => {
    await using server = await startHttp();
    await using client = testClient({
      policy: { allow: [`*.internal.example:${server.port}`] },
      resolve: toLoopback,
    });
    expect(await client.get(`http://minio.internal.example:${server.port}/`)).toMatchObject({ status: 200 });
    expect(await client.get(`http://minio.example:${server.port}/`)).toMatchObject({ kind: 'refused' });
  });

  it('whose resolution hangs costs no more than the time to connect', async () => {
    await using client = testClient({ resolve: () => new Promise(() => {}), limits: { connectMs: 50 } });
    expect(await client.get('http://slow.example/')).toMatchObject({
      reason: 'connect',
      message: 'could not connect to slow.example:80',
      detail: 'could not connect to slow.example:80: no connection within 50 ms',
    });
  });
});

describe('TLS', () => {
  const trusted = getCACertificates('default');
  afterEach(() => setDefaultCACertificates(trusted));

  it('fails for a self-signed certificate, and says so', async () => {
    await using server = await startHttps();
    await using client = testClient({ resolve: toLoopback });
    expect(await client.get(`https://secure.example:${server.port}/?key=secret`)).toEqual({
      kind: 'failed',
      reason: 'tls',
      message: `the TLS handshake with secure.example:${server.port} failed (DEPTH_ZERO_SELF_SIGNED_CERT)`,
      detail: containing('self-signed certificate'),
    });
    expect(server.requests).toHaveLength(0);
  });

  it('checks the certificate against the name, not the address, whatever the environment says', async () => {
    setDefaultCACertificates([testCertificate.cert]);
    await using server = await startHttps();
    await using client = testClient({ resolve: toLoopback });
    expect(await client.get(`https://secure.example:${server.port}/`)).toMatchObject({ status: 200 });
    for (const host of ['other.example', '127.0.0.1']) {
      expect(await client.get(`https://${host}:${server.port}/`)).toMatchObject({
        reason: 'tls',
        message: containing('ERR_TLS_CERT_ALTNAME_INVALID'),
      });
    }
  });

  it('gives up on a server that never shakes hands', async () => {
    await using server = await startTcp(() => {});
    await using client = testClient({ limits: { connectMs: 100 } });
    expect(await client.get(`https://127.0.0.1:${server.port}/`)).toMatchObject({ reason: 'connect' });
  });

  it('gives up on a server that speaks something else', async () => {
    await using server = await startTcp((socket) => void socket.end('SSH-2.0-OpenSSH\r\n'));
    await using client = testClient();
    expect(await client.get(`https://127.0.0.1:${server.port}/`)).toMatchObject({ reason: 'tls' });
  });
});

const toLoopback: Resolve = () => Promise.resolve(['127.0.0.1']);

function answering(...answers: readonly (readonly string[])[]): { resolve: Resolve; asked: string[] } {
  const asked: string[] = [];
  const resolve: Resolve = (host) => {
    asked.push(host);
    return Promise.resolve(answers[asked.length - 1] ?? answers.at(-1) ?? []);
  };
  return { resolve, asked };
}

function containing(text: string): unknown {
  return expect.stringContaining(text);
}
