import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { held, responseOf, startHttp, startTcp, testClient } from './test-servers.ts';

const mebibyte = 1024 * 1024;

describe('the size of a response', () => {
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  it.each<[string, (data: Buffer) => Buffer]>([
    ['gzip', (data) => gzipSync(data, { level: 1 })],
    ['deflate', (data) => deflateSync(data, { level: 1 })],
    ['br', (data) => brotliCompressSync(data, quick)],
    ['zstd', (data) => zstdCompressSync(data)],
  ])('is bounded for a %s bomb, without unpacking it', async (coding, compress) => {
    const bomb = compress(Buffer.alloc(128 * mebibyte));
    await using server = await startHttp((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(bomb);
    });
    await using client = testClient({ limits: { responseBytes: mebibyte } });
    const before = process.memoryUsage().rss;
    expect(await client.get(server.origin)).toMatchObject({ reason: 'too_large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * mebibyte);
  });

  it('is bounded between two codings, even if nothing is left in the end', async () => {
    const nothing = Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync('')));
    await using server = await startHttp((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(nothing));
    });
    await using client = testClient({ limits: { responseBytes: 1000 } });
    expect(await client.get(server.origin)).toMatchObject({ reason: 'too_large' });
  });

  it('is bounded for an endless body, and for one that decodes to nothing', async () => {
    await using server = await startHttp(({ url }, response) => {
      if (url === '/nothing') response.setHeader('content-encoding', 'gzip');
      const emptyMembers = Buffer.concat(Array.from({ length: 1000 }, () => gzipSync('')));
      const write = (): void => void response.write(emptyMembers, (error) => error ?? setImmediate(write));
      write();
      return held;
    });
    await using client = testClient({ limits: { responseBytes: mebibyte } });
    expect(await client.get(`${server.origin}/something`)).toMatchObject({ reason: 'too_large' });
    expect(await client.get(`${server.origin}/nothing`)).toMatchObject({ reason: 'too_large' });
  });

  it('cuts the body at the limit when asked to, and takes one that just fits', async () => {
    await using server = await startHttp((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('0123456789'));
    });
    await using client = testClient();
    const request = { method: 'GET', url: server.origin, headers: [] };
    const cut = responseOf(
      await client.send(request, { limits: { responseBytes: 4 }, overflow: 'truncate' }),
    );
    expect([Buffer.from(cut.body).toString(), cut.truncated]).toEqual(['0123', true]);
    const whole = responseOf(await client.send(request, { limits: { responseBytes: 10 } }));
    expect([Buffer.from(whole.body).toString(), whole.truncated]).toEqual(['0123456789', false]);
  });

  it('is bounded for the headers', async () => {
    await using server = await startTcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const write = (): void =>
        void socket.write(`x: ${'y'.repeat(1000)}\r\n`, (error) => error ?? setImmediate(write));
      write();
    });
    await using client = testClient();
    expect(await client.get(server.origin)).toMatchObject({
      reason: 'too_large',
      message: `the response headers of ${server.origin} are too large`,
    });
  });
});

describe('the deadline', () => {
  it.each([
    ['connecting', ''],
    ['the headers', 'HTTP/1.1 200 OK\r\n'],
    ['the body', 'HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n'],
  ])('ends an exchange that drips during %s', async (_what, start) => {
    await using server = await startTcp((socket) => {
      socket.write(start);
      const drip = setInterval(() => start !== '' && socket.write('x'), 10);
      socket.on('close', () => clearInterval(drip));
    });
    await using client = testClient({ limits: { totalMs: 200 } });
    const started = performance.now();
    expect(await client.get(server.origin)).toMatchObject({
      reason: 'timeout',
      message: 'the request was not answered in full within 200 ms',
    });
    expect(performance.now() - started).toBeLessThan(2000 * busyness());
  });

  it('covers all redirects together', async () => {
    await using server = await startHttp((_, response) => {
      response.writeHead(302, { location: '/' });
      setTimeout(() => response.end(), 100);
      response.flushHeaders();
      return held;
    });
    await using client = testClient({ limits: { totalMs: 150, redirects: 1_000_000 } });
    expect(await client.get(server.origin)).toMatchObject({ reason: 'timeout' });
  });

  it('holds while a name resolves', async () => {
    const limits = { totalMs: 50, connectMs: 1000 };
    await using client = testClient({ resolve: () => new Promise(() => {}), limits });
    const started = performance.now();
    expect(await client.get('http://slow.example/')).toMatchObject({ reason: 'timeout' });
    expect(performance.now() - started).toBeLessThan(700 * busyness());
  });
});

describe('an abort signal', () => {
  it('ends the exchange before, while waiting and while reading', async () => {
    await using server = await startTcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nx');
    });
    await using client = testClient();
    const request = { method: 'GET', url: server.origin, headers: [] };
    expect(await client.send(request, { signal: AbortSignal.abort() })).toMatchObject({ reason: 'aborted' });
    expect(server.connections).toBe(0);
    expect(await client.send(request, { signal: AbortSignal.timeout(100) })).toMatchObject({
      reason: 'aborted',
    });
  });
});
