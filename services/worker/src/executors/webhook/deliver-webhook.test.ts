import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseEgressPolicy } from '@upshot/outbound/egress-policy';
import { createOutboundClient, type OutboundClient } from '@upshot/outbound/outbound-client';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attemptOf, dueRun, integrationOf } from '../../testing/attempts.ts';
import { recordEvents } from '../../testing/recorded-events.ts';
import type { Attempt } from '../executor.ts';
import { createWebhookExecutor } from './deliver-webhook.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const sharedKey = Buffer.alloc(32, 7).toString('base64');

interface Delivery {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let answer: { status: number; headers?: Record<string, string>; body?: string };
let deliveries: Delivery[];
let origin: string;
let client: OutboundClient;

const receiver = createServer((request, response) => {
  void receive(request, response);
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, headers } = request;
  deliveries.push({ method, url, headers, body: await text(request) });
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const authority = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  origin = `http://${authority}`;
  client = createOutboundClient({ policy: parseEgressPolicy(authority), userAgent: 'test' });
});

beforeEach(() => {
  deliveries = [];
  answer = { status: 200 };
});

afterAll(async () => {
  await client.close();
  await new Promise((resolve) => receiver.close(resolve));
});

interface Options {
  readonly url?: string;
  readonly sharedKey?: string | null;
  readonly headers?: string | null;
  readonly retrySeconds?: number[] | null;
  readonly attempt?: Partial<Attempt<'webhook'>>;
}

/** Makes one attempt; two more may follow, after one minute and after two. */
async function deliver({
  url = `${origin}/hook?token=t`,
  sharedKey: key = sharedKey,
  headers = null,
  retrySeconds = null,
  attempt = {},
}: Options = {}) {
  const { events, reported } = recordEvents();
  const schedule = { delaysMs: [MINUTE_MS, 2 * MINUTE_MS] };
  const executor = createWebhookExecutor({ client, schedule, timeoutMs: 30_000, events });
  const integration = integrationOf('webhook', {
    url,
    shared_key: key,
    headers,
    signature_form: 'rfc7797',
    retry_seconds: retrySeconds,
  });
  const result = await executor.execute(attemptOf(integration, attempt));
  return { result, reported };
}

describe('a delivery', () => {
  it('posts the exact bytes of the activity', async () => {
    const body = '{ "id":"a",  "text":"größe \\ud83d\\ude00" }';
    await deliver({ attempt: { run: dueRun({ body }), number: 3 } });
    expect(deliveries).toMatchObject([{ method: 'POST', url: '/hook?token=t', body }]);
    expect(deliveries[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'upshot-attempt': '3',
    });
  });

  it('is accepted by a verifier of Standard Webhooks, at every attempt by the same id', async () => {
    for (const number of [1, 2]) await deliver({ attempt: { run: dueRun({ id: 'run' }), number } });
    for (const { headers, body } of deliveries) {
      expect(new Webhook(sharedKey).verify(body, headers as Record<string, string>)).toEqual({ id: 'a' });
    }
    expect(deliveries.map(({ headers }) => headers['webhook-id'])).toEqual(['run', 'run']);
  });

  it('is not signed without a shared key', async () => {
    await deliver({ sharedKey: null });
    expect(deliveries[0]?.headers).not.toHaveProperty('webhook-signature');
    expect(deliveries[0]?.headers).not.toHaveProperty('x-jws-signature');
    expect(deliveries[0]?.headers).toHaveProperty('webhook-timestamp');
  });

  it('sends the headers of the integration beside its own', async () => {
    await deliver({ headers: 'Authorization: Bearer a.b\nX-Team: web\nUser-Agent: Shop' });
    expect(deliveries[0]?.headers).toMatchObject({
      authorization: 'Bearer a.b',
      'x-team': 'web',
      'user-agent': 'Shop',
      'content-type': 'application/json',
      'webhook-id': expect.any(String) as string,
    });
  });

  it('is made only once its beginning is written', async () => {
    const beginning = Promise.withResolvers<void>();
    const delivering = deliver({ attempt: { begin: () => beginning.promise } });
    const fenced = new Error('fenced');
    beginning.reject(fenced);
    await expect(delivering).rejects.toBe(fenced);
    expect(deliveries).toEqual([]);
  });
});

describe('the result of a delivery', () => {
  it.each([200, 201, 204, 299])('is a success when the receiver answers %i', async (status) => {
    answer = { status };
    const { result } = await deliver();
    expect(result).toMatchObject({
      outcome: 'succeeded',
      httpStatus: status,
      delivery: { kind: 'accepted' },
      mustSettleFirst: true,
    });
    expect(result).not.toHaveProperty('retryAfterMs');
  });

  it.each([
    [302, 'rejected'],
    [400, 'rejected'],
    [404, 'rejected'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('is tried again by the schedule when the receiver answers %i', async (status, kind) => {
    answer = { status, headers: { location: `${origin}/elsewhere` } };
    const { result } = await deliver();
    expect(result).toMatchObject({
      outcome: 'failed',
      httpStatus: status,
      delivery: { kind },
      error: { name: 'DeliveryError' },
      mustSettleFirst: true,
    });
    expect(delayOf(result)).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(delayOf(result)).toBeLessThanOrEqual(1.2 * MINUTE_MS);
    expect(deliveries).toHaveLength(1);
  });

  it('is final at the last attempt of the schedule', async () => {
    answer = { status: 500 };
    const delays = [];
    for (const number of [1, 2, 3]) delays.push(delayOf((await deliver({ attempt: { number } })).result));
    expect(delays[1]).toBeGreaterThanOrEqual(2 * MINUTE_MS);
    expect(delays[2]).toBeUndefined();
  });

  it('is final when it was a test', async () => {
    answer = { status: 503, headers: { 'retry-after': '5' } };
    const { result } = await deliver({ attempt: { run: dueRun({ activityType: 'integration.ping' }) } });
    expect(result).toMatchObject({ outcome: 'failed', httpStatus: 503 });
    expect(delayOf(result)).toBeUndefined();
  });

  it('is final when the receiver is gone, whatever it asks for', async () => {
    answer = { status: 410, headers: { 'retry-after': '5' } };
    const { result } = await deliver();
    expect(result).toMatchObject({ outcome: 'failed', httpStatus: 410, delivery: { kind: 'gone' } });
    expect(delayOf(result)).toBeUndefined();
  });

  it.each([
    ['seconds', () => '3600', 60 * MINUTE_MS],
    ['a date', () => new Date(Date.now() + 60 * MINUTE_MS).toUTCString(), 60 * MINUTE_MS],
    ['a year', () => '31536000', DAY_MS],
  ])('waits as long as the receiver asks, a day at most: %s', async (_what, header, waitMs) => {
    answer = { status: 503, headers: { 'retry-after': header() } };
    const { result } = await deliver();
    expect(delayOf(result)).toBeGreaterThan(waitMs - 5000);
    expect(delayOf(result)).toBeLessThanOrEqual(1.2 * waitMs);
  });

  it('shows where it went and the beginning of the answer, without the secrets of the URL', async () => {
    answer = { status: 500, body: 'x'.repeat(5000) };
    const { result } = await deliver();
    const lines = linesOf(result);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+: 500 /);
    expect(lines[0]).not.toContain('token');
    expect(lines[1]).toBe('x'.repeat(4096));
  });

  it('has one request, with the origin of the URL alone and the bytes of both bodies', async () => {
    answer = { status: 500, body: 'größe' };
    const { result } = await deliver({ attempt: { run: dueRun({ body: '{"id":"ä"}' }) } });
    const number = expect.any(Number) as number;
    expect(result).toMatchObject({ requests: [[0, 'POST', origin, 500, number, 11, 7]] });
    const failed = await deliver({ url: 'http://127.0.0.2:1/secret-path' });
    expect(failed.result).toMatchObject({
      requests: [
        [0, 'POST', 'http://127.0.0.2:1', expect.stringContaining('could not connect'), number, 10, null],
      ],
    });
    expect(JSON.stringify(failed.result)).not.toContain('secret-path');
  });

  it.each([
    ['in the body', (secret: string) => ({ status: 500, body: `you sent ${secret}, ${btoa(secret)}` })],
    ['where the excerpt ends', (secret: string) => ({ status: 200, body: `${'x'.repeat(4090)}${secret}` })],
    ['beyond the excerpt', (secret: string) => ({ status: 400, body: `${'x'.repeat(5000)}${secret}` })],
  ])('does not show the headers of the integration when they are echoed %s', async (_where, echo) => {
    const secret = 'hidden-0123456789abcdef';
    answer = echo(secret);
    const { result } = await deliver({ headers: `Authorization: Bearer ${secret}` });
    expect(JSON.stringify(result)).not.toContain(secret.slice(0, 8));
    expect(JSON.stringify(result)).not.toContain(btoa(secret).slice(0, 12));
  });

  it('is a failure, which operators hear of, when the destination is not allowed', async () => {
    const { result, reported } = await deliver({ url: 'http://127.0.0.2:1/' });
    expect(result).toMatchObject({ outcome: 'failed', delivery: { kind: 'unavailable' } });
    expect(delayOf(result)).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(reported).toEqual([['egressRefused', 'r', expect.stringContaining('127.0.0.2')]]);
  });

  it('is tried again by the schedule of its integration, or not at all, whatever that of the deployment', async () => {
    answer = { status: 500 };
    const own = async (retrySeconds: number[], number: number) =>
      delayOf((await deliver({ retrySeconds, attempt: { number } })).result);
    expect(await own([7], 1)).toBeGreaterThanOrEqual(7000);
    expect(await own([7], 1)).toBeLessThanOrEqual(8400);
    expect(await own([7], 2)).toBeUndefined();
    expect(await own([], 1)).toBeUndefined();
    expect(await own([7, 7, 7], 3)).toBeGreaterThanOrEqual(7000);
    answer = { status: 429, headers: { 'retry-after': '120' } };
    expect(await own([7], 1)).toBeGreaterThanOrEqual(2 * MINUTE_MS);
    expect(await own([7], 2)).toBeUndefined();
  });

  it('is none when the worker gives up on it, so that it is made again', async () => {
    const aborting = new AbortController();
    aborting.abort();
    expect((await deliver({ attempt: { signal: aborting.signal } })).result).toBe('aborted');
  });
});

type Result = Awaited<ReturnType<typeof deliver>>['result'];

function delayOf(result: Result): number | undefined {
  return result === 'aborted' ? undefined : result.retryAfterMs;
}

function linesOf(result: Result): readonly string[] {
  return result === 'aborted' ? [] : (result.output ?? []).map(({ text: line }) => line);
}
