import { PassThrough } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { readBody } from './read-body.ts';

function requestOf(raw: PassThrough, cutShort: string[] = []): FastifyRequest {
  const events = { bodyCutShort: (id: string) => cutShort.push(id) };
  const request = {
    raw,
    headers: {},
    routeOptions: { bodyLimit: 10 },
    bodyReservation: { reserve: () => undefined },
    server: { events },
    id: 'r',
  };
  return request as unknown as FastifyRequest;
}

test('a body is read to its end, however it comes', async () => {
  const raw = new PassThrough();
  const body = readBody(requestOf(raw));
  raw.write('one');
  raw.end('two');
  expect(String(await body)).toBe('onetwo');
});

test('a body that is too large, or does not arrive in time, is refused', async () => {
  const large = new PassThrough();
  large.end('x'.repeat(11));
  await expect(readBody(requestOf(large))).rejects.toMatchObject({ code: 'body_too_large' });
  const slow = new PassThrough();
  slow.write('{');
  await expect(readBody(requestOf(slow), 20)).rejects.toThrow('did not arrive within 0.02 seconds');
});

test('a body that a client cuts short is reported once, with the id of its request', async () => {
  const cutShort: string[] = [];
  const raw = new PassThrough();
  const body = readBody(requestOf(raw, cutShort));
  raw.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
  await expect(body).rejects.toMatchObject({ code: 'invalid_request' });
  expect(cutShort).toEqual(['r']);
});
