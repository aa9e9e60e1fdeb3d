import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { OutboundReply, SendOptions } from './outbound-client.ts';
import { startTcp, testClient } from './test-servers.ts';

const mebibyte = 1024 * 1024;
/** Long enough on a busy machine for exchanges that must not end by the deadline. */
const deadlineOf = (end: End): number => (end === 'timeout' ? 300 : 5000);
const limits = { connectMs: 5000, responseBytes: mebibyte };

/** The two ways in which answers are read: as those of a script's `fetch`, and as those of a webhook. */
const ways: readonly (readonly [way: string, redirect: 'follow' | 'manual', options: SendOptions])[] = [
  ['a fetch', 'follow', { limits }],
  ['a webhook', 'manual', { overflow: 'truncate', limits: { ...limits, responseBytes: 4096 } }],
];

/** What a receiver does with a connection once it has heard something. */
type Misdeed = (socket: Socket) => void;
/** The reason of a failure, or the status of an answer; two where a webhook ends otherwise. */
type End = string | number;
type Row = readonly [what: string, misdeed: Misdeed, fetchEnd: End, webhookEnd?: End];

const says =
  (text: string | Buffer): Misdeed =>
  (socket) =>
    void socket.end(text);
const drips =
  (start: string, drop: string): Misdeed =>
  (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(drop), 20);
    socket.on('close', () => clearInterval(timer));
  };
/** Sends for as long as the client reads. */
const floods =
  (start: string, drop: string | Buffer): Misdeed =>
  (socket) => {
    socket.write(start);
    const write = (): void =>
      void socket.write(drop, (error) => {
        if (error === undefined || error === null) setImmediate(write);
      });
    write();
  };

const ok = 'HTTP/1.1 200 OK\r\n';
const coded = (coding: string, body: Buffer): Misdeed =>
  says(Buffer.concat([Buffer.from(`${ok}content-encoding: ${coding}\r\n\r\n`), body]));
const zeros = Buffer.alloc(64 * mebibyte);
const twice = gzipSync(gzipSync(zeros, { level: 9 }));
const packed = gzipSync('x'.repeat(20_000) + Math.PI.toString().repeat(100));

const rows: readonly Row[] = [
  ['never answers', () => undefined, 'timeout'],
  ['hears nothing', (socket) => void socket.pause(), 'timeout'],
  ['drips its headers', drips(`${ok}x: `, 'y'), 'timeout'],
  ['drips its status line', drips('HTTP/1.1 200 ', 'O'), 'timeout'],
  ['drips its body', drips(`${ok}content-length: 1000000\r\n\r\n`, 'x'), 'timeout'],
  ['drips chunks', drips(`${ok}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n'), 'timeout'],
  ['drips the size of a chunk', drips(`${ok}transfer-encoding: chunked\r\n\r\n`, '0'), 'timeout'],
  ['sends headers without end', floods(ok, `x: ${'y'.repeat(1000)}\r\n`), 'too_large'],
  ['sends thousands of small headers', floods(ok, 'a:\r\n'.repeat(10_000)), 'too_large'],
  ['sends one header without end', floods(`${ok}x: `, 'y'.repeat(50_000)), 'too_large'],
  ['sends a header name without end', floods(ok, 'y'.repeat(50_000)), 'too_large'],
  ['sends a status line without end', floods('HTTP/1.1 200 ', 'OK '.repeat(10_000)), 'too_large'],
  ['sends a body without end', floods(`${ok}\r\n`, 'x'.repeat(50_000)), 'too_large', 200],
  [
    'sends chunks without end',
    floods(`${ok}transfer-encoding: chunked\r\n\r\n`, `64\r\n${'x'.repeat(100)}\r\n`.repeat(500)),
    'too_large',
    200,
  ],
  [
    'sends a chunk extension without end',
    floods(`${ok}transfer-encoding: chunked\r\n\r\n1;`, 'x'.repeat(50_000)),
    'too_large',
  ],
  [
    'sends trailers without end',
    floods(`${ok}transfer-encoding: chunked\r\n\r\n0\r\n`, `x: ${'y'.repeat(1000)}\r\n`),
    'too_large',
  ],
  [
    'sends interim answers without end',
    floods('', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)),
    'protocol',
  ],
  ['drips interim answers', drips('', 'HTTP/1.1 102 Processing\r\n\r\n'), 'timeout'],
  [
    'sends hints without end',
    floods('', `HTTP/1.1 103 Early Hints\r\nlink: <${'x'.repeat(3000)}>\r\n\r\n`),
    'protocol',
  ],
  ['goes on after hints', says(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${ok}\r\nx`), 200],
  ['says 100 without being asked', says(`HTTP/1.1 100 Continue\r\n\r\n${ok}\r\n`), 'protocol'],
  [
    'switches protocols',
    says('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nx'),
    'protocol',
  ],
  ['promises more than it sends', says(`${ok}content-length: 10\r\n\r\nx`), 'protocol'],
  ['sends more than it promises', says(`${ok}content-length: 1\r\n\r\nxxxxxxxxxx`), 200],
  ['has a negative length', says(`${ok}content-length: -1\r\n\r\nx`), 'protocol'],
  ['has a length of letters', says(`${ok}content-length: 1e3\r\n\r\nx`), 'protocol'],
  ['has a length beyond all numbers', says(`${ok}content-length: ${'9'.repeat(30)}\r\n\r\nx`), 'protocol'],
  ['has two lengths', says(`${ok}content-length: 1\r\ncontent-length: 2\r\n\r\nxx`), 'protocol'],
  [
    'has a length and chunks',
    says(`${ok}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
    'protocol',
  ],
  ['has a chunk of no size', says(`${ok}transfer-encoding: chunked\r\n\r\nzz\r\nx\r\n`), 'protocol'],
  ['has a chunk of a negative size', says(`${ok}transfer-encoding: chunked\r\n\r\n-1\r\nx\r\n`), 'protocol'],
  [
    'has a chunk of a huge size',
    says(`${ok}transfer-encoding: chunked\r\n\r\n${'f'.repeat(20)}\r\nx\r\n`),
    'protocol',
  ],
  ['breaks off in its headers', says(`${ok}content-le`), 'protocol'],
  ['breaks off in a chunk', says(`${ok}transfer-encoding: chunked\r\n\r\n5\r\nx`), 'protocol'],
  ['resets the connection', (socket) => void socket.resetAndDestroy(), 'protocol'],
  [
    'resets the connection in the body',
    (socket) => void socket.write(`${ok}content-length: 9\r\n\r\nx`, () => socket.resetAndDestroy()),
    'protocol',
  ],
  ['speaks HTTP/0.9', says('<html>hello</html>'), 'protocol'],
  ['speaks HTTP/2', says('HTTP/2 200\r\n\r\n'), 'protocol'],
  ['speaks something else', says('SSH-2.0-OpenSSH_9.9\r\n'), 'protocol'],
  ['sends noise', says(Buffer.alloc(5000, 0xfe)), 'protocol'],
  ['sends nothing but line breaks', floods('', '\r\n'.repeat(5000)), 'too_large'],
  ['folds its headers', says(`${ok}x: a\r\n b\r\n\r\n`), 'protocol'],
  ['puts NUL into a header', says(`${ok}x: a\0b\r\n\r\n`), 'protocol'],
  ['ends its lines with CR', says('HTTP/1.1 200 OK\rx: y\r\r'), 'protocol'],
  ['has a body with 204', says('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello'), 204],
  ['has a body with 304', says('HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\nhello'), 304],
  ['sends a bomb', coded('gzip', gzipSync(zeros)), 'too_large', 200],
  ['sends a bomb of brotli', coded('br', brotliCompressSync(zeros)), 'too_large', 200],
  ['sends a bomb in a bomb', coded('gzip, gzip', twice), 'too_large', 200],
  ['names too many codings', coded('gzip, br, gzip, deflate', packed), 'protocol'],
  ['names codings without end', floods(`${ok}content-encoding: `, 'gzip,'.repeat(1000)), 'too_large'],
  ['lies about its coding', coded('br', packed), 'protocol'],
  [
    'has damaged its coding',
    coded('gzip', Buffer.concat([packed.subarray(0, 30), Buffer.alloc(50)])),
    'protocol',
  ],
  [
    'redirects with a body without end',
    floods('HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n', 'x'.repeat(50_000)),
    'redirects',
    302,
  ],
  [
    'redirects in a circle',
    says('HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n'),
    'redirects',
    302,
  ],
  ...[
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
    'ftp://127.0.0.1/',
    'unix:/run/docker.sock',
    'http://[',
    'http://u:p@127.0.0.1/',
    'http://127.0.0.1:99999/',
    '//',
  ].map((location): Row => [`redirects to ${location}`, says(redirectTo(location)), 'redirects', 302]),
  ['redirects to a very long place', says(redirectTo(`/${'x'.repeat(60_000)}`)), 'redirects', 302],
  ['redirects to CR and LF, encoded', says(redirectTo('/%0d%0ax:%20y')), 'redirects', 302],
  ['redirects twice at once', says(redirectTo('/a\r\nlocation: /b')), 'redirects', 302],
];

function redirectTo(location: string): string {
  return `HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`;
}

function endOf(reply: OutboundReply): End {
  if (reply.kind === 'response') return reply.status;
  return reply.kind === 'failed' ? reply.reason : 'refused';
}

describe.each(ways)('%s to a receiver that', (way, redirect, options) => {
  it.each(rows.map((row) => [row[0], row] as const))(
    '%s ends in time, and costs little memory',
    async (_what, row) => {
      const [, misdeed, fetchEnd, webhookEnd = fetchEnd] = row;
      await using server = await startTcp((socket) => void socket.once('data', () => misdeed(socket)));
      await using client = testClient();
      const memoryBefore = process.memoryUsage.rss();
      const startedAt = performance.now();
      const request = { method: 'POST', url: server.origin, headers: [], body: '{}', redirect };
      const end = way === 'a fetch' ? fetchEnd : webhookEnd;
      const totalMs = deadlineOf(end);
      const reply = await client.send(request, { ...options, limits: { ...options.limits, totalMs } });
      expect(endOf(reply)).toBe(end);
      expect(performance.now() - startedAt).toBeLessThan(totalMs + 2000);
      expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(64 * mebibyte);
      const size = reply.kind === 'response' ? reply.body.length : 0;
      expect(size).toBeLessThanOrEqual(mebibyte);
    },
  );
});
