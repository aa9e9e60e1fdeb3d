import { busyness } from '@upshot/testing/machine';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { base, createReplayApp, type ReplayApp } from '../testing/replay-app.ts';

let t: ReplayApp;

beforeAll(async () => {
  t = await createReplayApp();
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  await t.reset();
});

describe('an idempotency key', () => {
  test('makes the same request safe to send again, at once or later', async () => {
    await t.post('a');
    await t.finishAll('succeeded');
    const key = { 'idempotency-key': 'k-1' };
    await t.openConnections();
    const answers = await Promise.all(Array.from({ length: 4 }, () => t.replay({ activities: ['a'] }, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await t.pending()).length).toBe(1);
    await t.finishAll('succeeded');
    const body = '{ "activities": ["a"] }';
    const later = await t.call('POST', `${base}/replays`, { body, headers: key });
    expect(later.json).toEqual(answers[0]);
    expect(later.headers['idempotency-replayed']).toBe('true');
    expect(await t.pending()).toEqual([]);
  });

  test('belongs to one body and one project', async () => {
    await t.post('a');
    const headers = { 'idempotency-key': 'k-2' };
    const first = await t.replay({ activities: ['a'] }, headers);
    await t.finishAll('succeeded');
    const [status, code, detail] = await t.refusal({ activities: ['a'], script: 'original' }, headers);
    expect([status, code]).toEqual([422, 'idempotency_key_reused']);
    expect(detail).toContain(first.replay);
    await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
    const elsewhere = await t.call('POST', '/api/projects/p2/replays', { body: { filter: {} }, headers });
    expect(elsewhere.status).toBe(202);
  });

  test('that is none is refused', async () => {
    for (const key of ['', 'two words', 'k'.repeat(256)]) {
      const [status, code] = await t.refusal({ filter: {} }, { 'idempotency-key': key });
      expect([status, code]).toEqual([400, 'invalid_request']);
    }
  });
});

describe('a replay is refused', () => {
  test.each([
    [{}, 'activities'],
    [{ activities: [] }, 'activities'],
    [{ activities: [''] }, 'activities[0]'],
    [{ activities: [7] }, 'activities[0]'],
    [{ activities: ['a'], filter: {} }, 'filter'],
    [{ filter: {}, state: 'complete' }, 'state'],
    [{ activities: ['a'], state: 'done' }, 'state'],
    [{ filter: [] }, 'filter'],
    [{ filter: { typ: ['*'] } }, 'filter.typ'],
    [{ filter: { type: 'environment.push' } }, 'filter.type'],
    [{ filter: { state: ['done'] } }, 'filter.state[0]'],
    [{ filter: { outcome: ['crashed'] } }, 'filter.outcome[0]'],
    [{ filter: { from: '10:00' } }, 'filter.from'],
    [{ filter: { from: '2026-01-31T12:00:00' } }, 'filter.from'],
    [{ filter: { to: '2026-02-30T12:00:00Z' } }, 'filter.to'],
    [{ filter: { to: '0000-01-01T00:00:00Z' } }, 'filter.to'],
    [{ filter: { from: '2026-01-02T00:00:00Z', to: '2026-01-02T00:00:00Z' } }, 'filter.to'],
    [{ filter: { type: ['a\u0000b'] } }, 'filter.type[0]'],
    [{ activities: ['\ud800'] }, 'activities[0]'],
    [{ filter: {}, limit: 0 }, 'limit'],
    [{ filter: {}, limit: 10_001 }, 'limit'],
    [{ filter: {}, limit: 1.5 }, 'limit'],
    [{ filter: {}, script: 'latest' }, 'script'],
    [{ filter: {}, dry_run: 'yes' }, 'dry_run'],
    [{ filter: {}, dryrun: true }, 'dryrun'],
    [{ filter: {}, integrations: [] }, 'integrations'],
    [[], 'body'],
    [null, 'body'],
  ])('when its body is %j: the problem names %s', async (body, field) => {
    const [status, code, detail] = await t.refusal(body);
    expect([status, code]).toEqual([400, 'invalid_request']);
    expect(Object.keys(detail as object)).toContain(field);
  });

  test('when it names more than 1,000 activities', async () => {
    const activities = Array.from({ length: 1001 }, (_, n) => `a${n}`);
    const [, , detail] = await t.refusal({ activities });
    expect(detail).toEqual({ activities: 'must not have more than 1000 entries' });
  });

  test('when there is no body, or no project', async () => {
    expect((await t.call('POST', `${base}/replays`)).status).toBe(400);
    expect((await t.call('POST', `${base}/replays`, { body: '{"filter":' })).json.code).toBe(
      'malformed_json',
    );
    const { status, json } = await t.call('POST', '/api/projects/nowhere/replays', { body: { filter: {} } });
    expect([status, json.code]).toEqual([404, 'project_not_found']);
  });

  test('when the token is not an admin of the project', async () => {
    await t.call('PUT', '/api/projects/p9', { body: { title: 'Nine' } });
    for (const [scope, project] of [
      ['producer', 'p1'],
      ['read', 'p1'],
      ['admin', 'p9'],
    ] as const) {
      const [status, code] = await t.refusal({ filter: {} }, {}, await t.mintToken(scope, project));
      expect([status, code]).toEqual([403, 'forbidden']);
    }
    expect((await t.refusal({ filter: {} }, {}, ''))[0]).toBe(401);
  });
});

test('replays that look for the same failures at once repeat each of them once', async () => {
  for (let n = 0; n < 30; n++) await t.post(`a${n}`);
  await t.finishAll('failed');
  await t.openConnections();
  const answers = await Promise.all(
    Array.from({ length: 3 }, () => t.replay({ filter: { outcome: ['failed'] } })),
  );
  expect(answers.map(({ count }) => count.runs).toSorted((a, b) => a - b)).toEqual([0, 0, 30]);
  expect((await t.pending()).length).toBe(30);
});

test('replays that wait for each other leave connections for other requests', async () => {
  await t.post('a');
  await t.finishAll('succeeded');
  const waiting = await t.database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('p1', 7370004))`.execute(transaction);
    const answers = Array.from({ length: 6 }, () => t.replay({ activities: ['a'] }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const startedAt = performance.now();
    expect((await t.call('GET', '/api/projects/p1')).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(2000 * busyness());
    return answers;
  });
  expect(new Set((await Promise.all(waiting)).map((answer) => answer.replay)).size).toBe(6);
});

test('what was replayed by whom is kept', async () => {
  await t.post('a');
  const token = await t.mintToken('admin', 'p1');
  const { json } = await t.call('POST', `${base}/replays`, { body: { activities: ['a'] }, token });
  const kept = await t.database.selectFrom('replays').selectAll().executeTakeFirstOrThrow();
  expect(kept).toMatchObject({ project_id: 'p1', request: { activities: ['a'] }, answer: json });
  expect(token).toContain(kept.requested_by);
});
