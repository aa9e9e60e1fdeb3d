import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../services/ingest/src/testing/test-app.ts';
import { activity, base, idsOf, pageThrough, post } from './fixture.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await post(
    t,
    activity('push', { created_at: '2026-01-31T12:00:00+00:00', log: 'one\ntwo\n' }),
    activity('cron', { type: 'environment.cron', created_at: '2026-01-31T12:00:01+00:00' }),
    activity('failed', { result: 'failure', created_at: '2026-01-31T12:00:02+00:00' }),
    activity('running', { state: 'in_progress', result: null, created_at: '2026-01-31T12:00:03+00:00' }),
    activity('feature', { environments: ['feature/x'], created_at: '2026-01-31T12:00:04+00:00' }),
  );
});
afterAll(() => t[Symbol.asyncDispose]());

describe('the list of activities', () => {
  test('is a bare array, newest first', async () => {
    const { list } = await t.call('GET', `${base}/activities`);
    expect(Array.isArray(list)).toBe(true);
    expect(list.map(({ id }) => id)).toEqual(['feature', 'running', 'failed', 'cron', 'push']);
  });

  test('is filtered by type, state and result, each of which may be repeated', async () => {
    const list = `${base}/activities`;
    expect(await idsOf(t, `${list}?type=environment.cron`)).toEqual(['cron']);
    expect(await idsOf(t, `${list}?type=environment.cron&type=environment.push&count=2`)).toEqual([
      'feature',
      'running',
    ]);
    expect(await idsOf(t, `${list}?state=in_progress&state=pending`)).toEqual(['running']);
    expect(await idsOf(t, `${list}?result=failure`)).toEqual(['failed']);
    expect(await idsOf(t, `${list}?result=failure&result=success&type=environment.cron`)).toEqual(['cron']);
  });

  test('begins with starts_at, which is itself included, in words or in seconds since 1970', async () => {
    const list = `${base}/activities?count=2`;
    expect(await idsOf(t, `${list}&starts_at=2026-01-31T12:00:01.000000%2B00:00`)).toEqual(['cron', 'push']);
    expect(await idsOf(t, `${list}&starts_at=2026-01-31T12:00:01.000000+00:00`)).toEqual(['cron', 'push']);
    const seconds = Date.UTC(2026, 0, 31, 12, 0, 1) / 1000;
    expect(await idsOf(t, `${list}&starts_at=${seconds}`)).toEqual(['cron', 'push']);
    const { status, json } = await t.call('GET', `${list}&starts_at=yesterday`);
    expect([status, Object.keys(json.detail)]).toEqual([400, ['starts_at']]);
  });

  test('has 25 items, or as many as count says, from 1 to 100', async () => {
    expect(await idsOf(t, `${base}/activities?count=1`)).toEqual(['feature']);
    for (const count of ['0', '101', 'many']) {
      const { status, json } = await t.call('GET', `${base}/activities?count=${count}`);
      expect([status, Object.keys(json.detail)]).toEqual([400, ['count']]);
    }
  });
});

describe('one activity', () => {
  test('is what its producer posted, with links to itself and to its log', async () => {
    const { json } = await t.call('GET', `${base}/activities/push`);
    expect(json).toMatchObject({ id: 'push', type: 'environment.push', environments: ['main'] });
    expect(json._links).toEqual({
      self: { href: `${base}/activities/push` },
      log: { href: `${base}/activities/push/log` },
    });
  });

  test('has no #cancel link: it cannot be cancelled, which is said in the words that clients look for', async () => {
    const { status, json } = await t.call('POST', `${base}/activities/running/cancel`);
    expect([status, json.detail]).toEqual([
      400,
      'The activity cannot be cancelled in its current state (in_progress).',
    ]);
  });

  test('has a log of JSON lines with a seal at its end', async () => {
    const { text } = await t.call('GET', `${base}/activities/push/log`);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([
      { _id: '0', data: { message: 'one\n' } },
      { _id: '1', data: { message: 'two\n' } },
      { seal: true },
    ]);
  });
});

describe('an environment', () => {
  const environment = `${base}/environments/feature%2Fx`;

  test('has the activities that name it, and the same filters', async () => {
    expect(await idsOf(t, `${environment}/activities`)).toEqual(['feature']);
    expect(await idsOf(t, `${environment}/activities?state=pending`)).toEqual([]);
    expect(await idsOf(t, `${base}/environments/main/activities?count=2`)).toEqual(['running', 'failed']);
    expect(await idsOf(t, `${base}/environments/unknown/activities`)).toEqual([]);
    expect((await t.call('GET', '/api/projects/p2/environments/main/activities')).json.code).toBe(
      'project_not_found',
    );
  });

  test('answers one of them, and its log, and does not know those of others', async () => {
    expect((await t.call('GET', `${environment}/activities/feature`)).json.id).toBe('feature');
    expect((await t.call('GET', `${environment}/activities/feature/log`)).text).toContain('{"seal":true}');
    expect((await t.call('POST', `${environment}/activities/feature/cancel`)).json.code).toBe(
      'not_cancellable',
    );
    for (const step of ['', '/log']) {
      const { status, json } = await t.call('GET', `${environment}/activities/push${step}`);
      expect([status, json.code]).toEqual([404, 'activity_not_found']);
    }
    expect((await t.call('POST', `${environment}/activities/push/cancel`)).status).toBe(404);
  });
});

describe('paging by created_at alone', () => {
  test('comes to an end, having shown everything once, however many activities share one created_at', async () => {
    await using many = await createTestApp();
    const at = (second: number) => `2026-02-01T00:00:0${second}.123456+00:00`;
    const groups = [1, 7, 1, 4].flatMap((size, second) =>
      Array.from({ length: size }, (_, i) => activity(`a${second}-${i}`, { created_at: at(second) })),
    );
    await post(many, ...groups);
    for (const count of [1, 2, 3, 5, 100]) {
      const ids = await pageThrough(many, `${base}/activities`, count);
      expect(ids.toSorted()).toEqual(groups.map((item) => (item as { id: string }).id).toSorted());
      const inEnvironment = await pageThrough(many, `${base}/environments/main/activities`, count);
      expect(inEnvironment).toEqual(ids);
    }
  });

  test('shows exactly `count` where no two share one', async () => {
    const { list } = await t.call('GET', `${base}/activities?count=2&starts_at=2026-01-31T12:00:03Z`);
    expect(list.map(({ id }) => id)).toEqual(['running', 'failed']);
  });
});
