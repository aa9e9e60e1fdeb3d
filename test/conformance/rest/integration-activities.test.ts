import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../services/ingest/src/testing/test-app.ts';
import { claimLane, type LaneLease } from '@upshot/ledger/lanes/lease';
import { writeOperations } from '@upshot/ledger/runs/write-operations';
import { activity, base, idsOf, integrate, pageThrough, post } from './fixture.ts';

let t: TestApp;
let id: string;
let path: string;
let serial = 0;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

/** A new integration that wants what is posted as `events`. */
async function listen(body: object = { type: 'script', script: ';' }): Promise<void> {
  ({ id } = await integrate(t, { ...body, events: [`to.${++serial}`] }));
  path = `${base}/integrations/${id}/activities`;
}

/** Fires it, and returns the ids of the runs. */
async function fire(count: number): Promise<readonly string[]> {
  const type = `to.${serial}`;
  const receipts = await post(
    t,
    ...Array.from({ length: count }, (_, i) => activity(`${type}.${i}`, { type })),
  );
  return receipts.map(({ matched }) => matched[0]?.run ?? '');
}

/** What a worker writes, without a worker. */
const claim = () => claimLane(t.database, `${id}.0`, 'w1');
const seqOf = async (run: string) =>
  (await t.database.selectFrom('pending_runs').select('seq').where('id', '=', run).executeTakeFirstOrThrow())
    .seq;
const begin = async (lease: LaneLease, run: string) =>
  (
    await writeOperations(t.database, [
      { kind: 'begin', lease, seq: await seqOf(run), attempt: 1, worker: 'w1' },
    ])
  )[0];

describe('a run', () => {
  test('is an activity of its integration, of the type integration.<type>', async () => {
    await listen();
    const [run = ''] = await fire(1);
    const { json } = await t.call('GET', `${path}/${run}`);
    expect(json).toMatchObject({
      id: run,
      type: 'integration.script',
      integration: id,
      project: 'p1',
      state: 'pending',
      result: null,
      completion_percent: 0,
      started_at: null,
      completed_at: null,
      cancelled_at: null,
      log: null,
      text: 'Running activity script',
      timings: {},
    });
    expect(json._links).toEqual({
      self: { href: `${path}/${run}` },
      log: { href: `${path}/${run}/log` },
      '#cancel': { href: `${path}/${run}/cancel` },
    });
    expect((await t.call('GET', path)).list).toEqual([json]);
  });

  test('is found by type, state and result', async () => {
    await listen();
    const [run = '', begun = '', cancelled = ''] = await fire(3);
    await t.call('POST', `${path}/${cancelled}/cancel`);
    await begin(await claim(), begun);
    expect(await idsOf(t, `${path}?state=pending`)).toEqual([run]);
    expect(await idsOf(t, `${path}?state=in_progress`)).toEqual([begun]);
    expect(await idsOf(t, `${path}?state=cancelled`)).toEqual([cancelled]);
    expect(await idsOf(t, `${path}?state=complete`)).toEqual([]);
    expect(await idsOf(t, `${path}?result=failure`)).toEqual([cancelled]);
    expect(await idsOf(t, `${path}?state=pending&state=in_progress&type=integration.script`)).toHaveLength(2);
    expect(await idsOf(t, `${path}?type=integration.webhook`)).toEqual([]);
  });
});

describe('paging runs by created_at alone', () => {
  test('ends after every item once, in any order of ending, and with many recorded at once', async () => {
    await listen();
    const runs = [...(await fire(1))];
    const type = `to.${serial}`;
    for (const [batch, size] of [7, 1, 5].entries()) {
      const activities = Array.from({ length: size }, (_, i) => activity(`b${batch}.${i}`, { type }));
      runs.push(...(await post(t, ...activities)).map(({ matched }) => matched[0]?.run ?? ''));
    }
    for (const run of [runs[0], runs[9], runs[3]]) await t.call('POST', `${path}/${run ?? ''}/cancel`);
    const times = (await t.call('GET', `${path}?count=100`)).list.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted().toReversed());
    for (const count of [1, 2, 3, 100]) {
      const ids = await pageThrough(t, path, count);
      expect(ids.toSorted()).toEqual(runs.toSorted());
    }
  });
});

describe('cancelling', () => {
  test('takes a pending run out of its lane, and logs it as cancelled, in one go', async () => {
    await listen();
    const [first = '', second = ''] = await fire(2);
    const { status, json } = await t.call('POST', `${path}/${first}/cancel`, { body: {} });
    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'Accepted', code: 202, _embedded: { activities: [] } });
    const entity = json._embedded.entity as unknown as Record<string, unknown>;
    expect(entity).toMatchObject({
      id: first,
      state: 'cancelled',
      result: 'failure',
      completed_at: null,
      completion_percent: 100,
      payload: { attempt: 1, outcome: 'cancelled', error: { name: 'Cancelled' } },
    });
    expect(entity['cancelled_at']).toEqual(expect.any(String));
    expect(entity['_links']).not.toHaveProperty('#cancel');
    expect(await idsOf(t, `${path}?state=pending`)).toEqual([second]);
    expect(t.woken.at(-1)).toBe(`${id}.0`);
    const { text } = await t.call('GET', `${path}/${first}/log`);
    expect(text).toContain('Cancelled: on request');
    expect(text).toContain('{"seal":true}');
  });

  test('fences a worker that has read the run already: it cannot begin it any more', async () => {
    await listen();
    const [run = '', next = ''] = await fire(2);
    const lease = await claim();
    const seq = await seqOf(run);
    expect((await t.call('POST', `${path}/${run}/cancel`)).status).toBe(202);
    const attempt = 1;
    const operations = [
      { kind: 'begin', lease, seq, attempt, worker: 'w1' } as const,
      { kind: 'begin', lease, seq: await seqOf(next), attempt, worker: 'w1' } as const,
    ];
    expect(await writeOperations(t.database, operations)).toEqual(['fenced', 'fenced']);
    expect(await begin(await claim(), next)).toBe('written');
  });

  test('is refused for what is under way, for what waits behind it, and for what has ended', async () => {
    await listen();
    const [begun = '', waiting = ''] = await fire(2);
    const lease = await claim();
    await begin(lease, begun);
    const refuse = async (run: string) => (await t.call('POST', `${path}/${run}/cancel`)).json;
    const words = 'The activity cannot be cancelled in its current state';
    expect(await refuse(begun)).toMatchObject({
      code: 'not_cancellable',
      detail: `${words}: an attempt of it is under way.`,
    });
    expect((await refuse(waiting)).detail).toContain(words);
    const epochs = await t.database
      .selectFrom('lanes')
      .select('epoch')
      .where('id', '=', lease.lane)
      .execute();
    expect(epochs).toEqual([{ epoch: lease.fencingToken }]);
    await listen();
    const [ended = ''] = await fire(1);
    await t.call('POST', `${path}/${ended}/cancel`);
    expect((await refuse(ended)).detail).toContain(`${words}: it has ended`);
    expect((await refuse('none')).code).toBe('activity_not_found');
  });

  test('has one winner among concurrent cancellations and attempts', async () => {
    await listen();
    for (const run of await fire(8)) {
      const lease = await claim();
      const seq = await seqOf(run);
      const [cancelled, again, begun] = await Promise.all([
        t.call('POST', `${path}/${run}/cancel`),
        t.call('POST', `${path}/${run}/cancel`),
        writeOperations(t.database, [{ kind: 'begin', lease, seq, attempt: 1, worker: 'w1' }]),
      ]);
      const winners = [cancelled.status === 202, again.status === 202, begun[0] === 'written'];
      expect(winners.filter(Boolean)).toHaveLength(1);
      const { rows } = await t.database
        .selectFrom('activity_log')
        .select('is_final')
        .where('run_id', '=', run)
        .execute()
        .then((entries) => ({ rows: entries }));
      expect(rows).toHaveLength(begun[0] === 'written' ? 0 : 1);
      await t.database.deleteFrom('pending_runs').where('id', '=', run).execute();
    }
  });

  test('takes an admin', async () => {
    await listen();
    const [run = ''] = await fire(1);
    const token = await t.mintToken('read', 'p1');
    expect((await t.call('POST', `${path}/${run}/cancel`, { token })).status).toBe(403);
  });
});
