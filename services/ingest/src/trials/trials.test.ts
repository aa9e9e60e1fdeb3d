import { randomBytes } from 'node:crypto';
import { openTrialQueue, workTrials, type TrialQueue } from '@upshot/runtime/trial-queue';
import { parseKeyRing, seal } from '@upshot/secrets/seal';
import { trialContext } from '@upshot/trial/server/trial-request';
import { createTestRedis, type TestRedis } from '@upshot/testing/redis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let redis: TestRedis;
let queue: TrialQueue;
let t: TestApp;
beforeAll(async () => {
  redis = await createTestRedis();
  queue = openTrialQueue(redis.url, redis.prefix, () => undefined);
  t = await createTestApp({ trials: queue, trialWaitMs: 1000 });
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await queue.close();
  await redis[Symbol.asyncDispose]();
});

const body = { source: ';', activity: { sample: 'environment.push' } };
const run = (app = t) => app.call('POST', '/api/projects/p1/scripts:run', { body });

function work(answer: (key: { project: string; id: string }) => Promise<string>) {
  const run = vi.fn<typeof answer>(answer);
  const { url: redisUrl, prefix } = redis;
  const none = () => Promise.resolve();
  const options = { concurrency: 1, run, compare: none, onFault: () => undefined };
  return { run, worker: workTrials({ redisUrl, prefix, ...options }) };
}

it('no worker takes it: it is withdrawn, and the answer says how many are alive', async () => {
  const { status, json, headers } = await run();
  expect([status, json.code, headers['retry-after']]).toEqual([503, 'trial_unavailable', '5']);
  expect(json.detail).toBe('No worker took the trial within 1 s: 0 workers are alive; start one.');
  const { run: taken, worker } = work(() => Promise.resolve('none'));
  await using _worker = worker;
  expect((await run()).json.code).toBe('trial_unavailable');
  expect(taken).toHaveBeenCalledOnce();
});

it('an answer that was sealed with another key, or for another trial, is no answer', async () => {
  const other = parseKeyRing(randomBytes(32).toString('base64'));
  const answers = [
    (key: { project: string; id: string }) => seal(other, '{"trial":{}}', trialContext('answer', key)),
    (key: { project: string; id: string }) => seal(t.ring, '{"trial":{}}', trialContext('request', key)),
    () => seal(t.ring, '{"trial":{}}', trialContext('answer', { project: 'p1', id: 'other' })),
  ];
  for (const answer of answers) {
    await using _worker = work((key) => Promise.resolve(answer(key))).worker;
    const { status, json } = await run();
    expect([status, json.code]).toEqual([503, 'trial_unavailable']);
    expect(json.detail).toContain('cannot be opened');
  }
});

it('Redis is away: the answer says so at once', async () => {
  const away = openTrialQueue('redis://127.0.0.1:1', redis.prefix, () => undefined);
  await using app = await createTestApp({ trials: away });
  for (const { status, json, headers } of [
    await run(app),
    await app.call('GET', '/api/projects/p1/trials/x'),
  ]) {
    expect([status, json.code]).toEqual([503, 'queue_unavailable']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
  await away.close();
});

it('an operator gives no rules for URLs: the one that answers would tell what a secret begins with', async () => {
  const script = { type: 'script', name: 'secretive', script: ';', events: ['x'] };
  await t.call('POST', '/api/projects/p1/integrations', { body: script });
  const token = await t.mintToken('operate', 'p1');
  const tryWith = async (answers: object, by?: string) => {
    const asked = { activity: body.activity, answers };
    const options = by === undefined ? { body: asked } : { body: asked, token: by };
    return (await t.call('POST', '/api/projects/p1/integrations/secretive/test', options)).json.code;
  };
  const probe = { rules: [{ request: { url: 'https://chat.example/a**' }, respond: { status: 500 } }] };
  const plain = { rules: [{ request: { method: 'POST' } }], default: { status: 500 } };
  // "trial_unavailable": it was let through, and no worker is there.
  expect([await tryWith(probe, token), await tryWith(plain, token), await tryWith(probe)]).toEqual([
    'forbidden',
    'trial_unavailable',
    'trial_unavailable',
  ]);
});
