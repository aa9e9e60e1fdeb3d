import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
const path = '/api/projects/p1/activities';
beforeAll(async () => {
  t = await createTestApp({ maxBodyBytes: 10 * 1024 * 1024 });
});
afterAll(() => t[Symbol.asyncDispose]());

const lastLine = (text: string) => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as unknown;

test('a log of millions of lines is answered in parts', async () => {
  const log = '\n'.repeat(4_000_000);
  await t.call('POST', path, { body: { id: 'lines', type: 't', state: 'complete', log } });
  const begun = performance.now();
  const answer = await t.call('GET', `${path}/lines/log`);
  expect(answer.text.split('\n')).toHaveLength(10_001);
  expect(lastLine(answer.text)).toMatchObject({ _id: '9999' });
  const end = await t.call('GET', `${path}/lines/log?start_at=3999998`);
  expect(end.text.trimEnd().split('\n')).toHaveLength(3);
  expect(lastLine(end.text)).toEqual({ seal: true });
  expect(performance.now() - begun).toBeLessThan(3000 * busyness());
});

test('a log of long lines is answered in parts', async () => {
  const log = `${'x'.repeat(3_000_000)}\n`.repeat(2);
  await t.call('POST', path, { body: { id: 'long', type: 't', state: 'complete', log } });
  expect((await t.call('GET', `${path}/long/log`)).text.trimEnd().split('\n')).toHaveLength(1);
  expect(lastLine((await t.call('GET', `${path}/long/log?start_at=1`)).text)).toEqual({ seal: true });
});

test('a list has as many activities as may be large together, and at least two', async () => {
  const list = (type: string) => t.call('GET', `${path}?type=${type}&count=100`);
  const post = (id: string, type: string, megabytes: number) =>
    t.call('POST', path, {
      body: { id, type, state: 'complete', filler: 'x'.repeat(megabytes * 1024 * 1024) },
    });
  for (let n = 0; n < 5; n++) await post(`four${n}`, 'four', 4);
  expect((await list('four')).list.map(({ id }) => id)).toEqual(['four4', 'four3', 'four2']);
  for (let n = 0; n < 3; n++) await post(`nine${n}`, 'nine', 9);
  expect((await list('nine')).list.map(({ id }) => id)).toEqual(['nine2', 'nine1']);
});

test('only activities may be large', async () => {
  const filler = 'x'.repeat(2 * 1024 * 1024);
  const answer = await t.call('PUT', '/api/projects/p9', { body: { title: 'T', filler } });
  expect(answer.json.code).toBe('body_too_large');
  expect(answer.text).toContain('2097152');
});

test('a limited number of faults is reported', async () => {
  const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`f${n}`, 0]));
  const answer = await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', script: ';', ...fields },
  });
  expect(Object.keys(answer.json.detail)).toHaveLength(20);
});
