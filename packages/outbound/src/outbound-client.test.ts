import { describe, expect, it } from 'vitest';
import type { OutboundReply, OutboundRequest } from './outbound-exchange.ts';
import { responseOf, startHttp, startTcp, testClient } from './test-servers.ts';

describe('a response', () => {
  it('has status, text, headers in order with repetitions, and the address without fragment', async () => {
    await using server = await startTcp((socket) => {
      socket.end(
        'HTTP/1.1 418 Short And Stout\r\nX-A: 1\r\nset-cookie: a\r\nx-a: 2\r\nset-cookie: b\r\n\r\ntea',
      );
    });
    await using client = testClient();
    const reply = responseOf(await client.get(`${server.origin}/pot?x=1#lid`));
    expect({ ...reply, body: Buffer.from(reply.body).toString() }).toEqual({
      kind: 'response',
      status: 418,
      statusText: 'Short And Stout',
      headers: [
        ['x-a', '1'],
        ['set-cookie', 'a'],
        ['x-a', '2'],
        ['set-cookie', 'b'],
      ],
      body: 'tea',
      url: `${server.origin}/pot?x=1`,
      redirects: 0,
      truncated: false,
    });
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n'],
    ['nothing', ''],
    ['half a body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'],
    ['a body that is not gzip', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nplain text'],
    ['too many codings', 'HTTP/1.1 200 OK\r\ncontent-encoding: br, br, br, br\r\n\r\nx'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx'],
  ])('that is %s fails as a protocol error', async (_what, answer) => {
    await using server = await startTcp((socket) => void socket.once('data', () => socket.end(answer)));
    await using client = testClient();
    expect(await client.get(`${server.origin}/?key=secret`)).toMatchObject({
      kind: 'failed',
      reason: 'protocol',
    });
  });

  it('may be empty for HEAD, 204 and a coding', async () => {
    await using server = await startHttp(({ url }, response) => {
      response.writeHead(url === '/204' ? 204 : 200, { 'content-encoding': 'zstd' });
    });
    await using client = testClient();
    expect(await client.get(`${server.origin}/204`)).toMatchObject({ status: 204, body: Buffer.alloc(0) });
    expect(await client.get(server.origin)).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    const head = { method: 'HEAD', url: server.origin, headers: [] };
    expect(await client.send(head)).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  it('leaves its connection open for the next request to the same origin', async () => {
    await using server = await startHttp();
    await using client = testClient();
    for (let count = 0; count < 5; count += 1) responseOf(await client.get(server.origin));
    expect(server.requests).toHaveLength(5);
    // undici may open a second one when the first is just about to be free.
    expect(server.connections).toBeLessThanOrEqual(2);
  });
});

describe('a kept connection', () => {
  /** Answers the first request twice, the second time when the next request may have been sent. */
  const answerTwice = () =>
    startTcp((socket) => {
      socket.once('data', () => {
        const say = (text: string) =>
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
        say('mine');
        socket.once('data', () => say('planted'));
      });
    });
  const bodyOf = async (sent: Promise<OutboundReply>) => Buffer.from(responseOf(await sent).body).toString();

  it('serves one tenant only: what it made a server say is never the answer to another', async () => {
    await using server = await answerTwice();
    await using client = testClient();
    const request = { method: 'GET', url: server.origin, headers: [] };
    const answers = [];
    for (const tenant of ['mallory', 'mallory', 'alice', 'bob']) {
      answers.push(await bodyOf(client.send(request, { tenant: { project: 'shop', integration: tenant } })));
      // By the next turn of the event loop the connection is free again.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    }
    expect(answers).toEqual(['mine', 'planted', 'mine', 'mine']);
    expect(server.connections).toBe(3);
  });

  it.each([
    ['in the same packet', ''],
    ['after HEAD', 'HEAD'],
    ['after 204', '204'],
  ])('is given up when more comes than was asked for, %s', async (_how, kind) => {
    const stray = 'HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nplanted';
    const status = kind === '204' ? '204 No Content' : '200 OK';
    await using server = await startTcp((socket) => {
      socket.on('data', () => socket.write(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n${stray}`));
    });
    await using client = testClient();
    for (let count = 0; count < 4; count += 1) {
      const method = kind === 'HEAD' ? 'HEAD' : 'GET';
      const reply = await client.send({ method, url: server.origin, headers: [] });
      const got = reply.kind === 'response' ? Buffer.from(reply.body).toString() : reply.kind;
      expect(['', 'failed']).toContain(got);
    }
  });
});

describe('a request', () => {
  it('is sent as it was meant, without the headers that are the client’s own', async () => {
    await using server = await startHttp();
    await using client = testClient();
    const headers: [string, string][] = [
      ['X-One', ' a '],
      ['X-Two', 'caf\u00e9'],
      ['User-Agent', 'mine'],
      ['Host', `127.0.0.1:${server.port}`],
      ['Content-Length', '9999'],
      ['Transfer-Encoding', 'chunked'],
      ['Connection', 'close, x-one'],
      ['Expect', '100-continue'],
      ['TE', 'trailers'],
    ];
    await client.send({ method: 'post', url: `${server.origin}/a?b=c#d`, headers, body: '{"ü":1}' });
    const seen = server.requests[0];
    expect(seen).toMatchObject({ method: 'POST', url: '/a?b=c', body: '{"ü":1}' });
    expect(seen?.headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      connection: 'keep-alive',
      'x-one': 'a',
      'x-two': 'caf\u00e9',
      'user-agent': 'mine',
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br, zstd',
      'content-length': '8',
    });
  });

  it('is well-formed UTF-8 even if its text is not', async () => {
    await using server = await startHttp();
    await using client = testClient();
    await client.send({ method: 'POST', url: server.origin, headers: [], body: 'a\ud800b' });
    expect(server.requests[0]?.body).toBe('a\ufffdb');
  });

  it('takes no proxy from the environment', async () => {
    await using server = await startHttp();
    process.env['http_proxy'] = 'http://127.0.0.1:1';
    await using client = testClient();
    responseOf(await client.get(server.origin));
    delete process.env['http_proxy'];
    expect(server.requests).toHaveLength(1);
  });

  const base = { method: 'GET', url: 'http://127.0.0.1:1/', headers: [] };
  const header = (name: string, value: string): OutboundRequest => ({ ...base, headers: [[name, value]] });
  it.each<[string, OutboundRequest, string]>([
    ['no URL', { ...base, url: 'nonsense' }, 'invalid_request'],
    ['a file URL', { ...base, url: 'file:///etc/passwd' }, 'invalid_request'],
    ['a data URL', { ...base, url: 'data:,x' }, 'invalid_request'],
    ['a password', { ...base, url: 'http://user:secret@127.0.0.1:1/' }, 'invalid_request'],
    ['a user', { ...base, url: 'http://secret@127.0.0.1:1/' }, 'invalid_request'],
    ['CONNECT', { ...base, method: 'CONNECT' }, 'invalid_request'],
    ['TRACE', { ...base, method: 'trace' }, 'invalid_request'],
    ['a method with a line break', { ...base, method: 'GET / HTTP/1.1\r\nX: y' }, 'invalid_request'],
    ['no method', { ...base, method: '' }, 'invalid_request'],
    ['a header name with a space', header('a b', 'secret'), 'invalid_request'],
    ['an empty header name', header('', 'secret'), 'invalid_request'],
    ['a header value with a line break', header('a', 'secret\r\nHost: x'), 'invalid_request'],
    ['a header value with LF', header('a', 'secret\nb'), 'invalid_request'],
    ['a header value with NUL', header('a', 'secret\0'), 'invalid_request'],
    ['a header value beyond Latin-1', header('a', 'secret\u{1f600}'), 'invalid_request'],
    ['another host', header('Host', 'secret.example'), 'invalid_request'],
    ['an upgrade', header('Upgrade', 'websocket'), 'invalid_request'],
    ['huge headers', header('a', 'secret'.repeat(20_000)), 'too_large'],
    ['a huge URL', { ...base, url: `http://127.0.0.1:1/?${'secret'.repeat(20_000)}` }, 'too_large'],
    ['a huge body', { ...base, method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) }, 'too_large'],
  ])('with %s is not sent, and the reply holds no secret', async (_what, request, reason) => {
    await using client = testClient();
    const reply = await client.send(request);
    expect(reply).toMatchObject({ kind: 'failed', reason });
    expect(JSON.stringify(reply)).not.toContain('secret');
  });
});

describe('a closed client', () => {
  it('sends nothing more', async () => {
    await using server = await startHttp();
    const client = testClient();
    responseOf(await client.get(server.origin));
    await client.close();
    expect(await client.get(server.origin)).toMatchObject({ kind: 'failed', reason: 'aborted' });
  });
});
