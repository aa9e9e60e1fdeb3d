import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { base, createReplayApp, type ReplayApp } from '../testing/replay-app.ts';

let t: ReplayApp;
let script: string;
let other: string;
let webhook: string;

beforeAll(async () => {
  t = await createReplayApp();
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  ({ script, other, webhook } = await t.reset());
});

describe('a replay of named activities', () => {
  test('makes a new run that names the latest one before it, and the lane is woken', async () => {
    await t.post('a');
    const [first] = await t.pending();
    await t.finishAll('succeeded');
    const once = await t.replay({ activities: ['a'] });
    expect(once).toMatchObject({ count: { activities: 1, runs: 1 }, truncated: false });
    expect(once.runs).toEqual([
      {
        run: once.runs[0]?.run,
        activity: 'a',
        state: 'complete',
        integration: script,
        integration_name: 'script',
        replay_of: first?.id,
      },
    ]);
    expect(t.woken.at(-1)).toBe(`${script}.0`);
    const [run] = await t.pending();
    expect(run).toMatchObject({
      id: once.runs[0]?.run,
      lane: `${script}.0`,
      replay_id: once.replay,
      replay_of: first?.id,
      activity_seq: first?.activity_seq,
      activity_bytes: first?.activity_bytes,
      script_version: null,
    });
    expect(run?.activity_recorded_at).toEqual(first?.activity_recorded_at);
    const shown = await t.call('GET', `${base}/runs/${run?.id}`);
    expect(shown.json).toMatchObject({ replay: once.replay, replay_of: first?.id });
    await t.finishAll('failed');
    const again = await t.replay({ activities: ['a'] });
    expect(again.runs[0]?.replay_of).toBe(once.runs[0]?.run);
  });

  test('its runs are newer than all runs before it, the last one first, pending or finished', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await t.post(id);
    await t.finishAll('succeeded');
    const before = (await t.call('GET', `${base}/runs`)).list;
    const { runs } = await t.replay({ activities: ['c', 'a', 'b'] });
    expect(runs.map(({ activity }) => activity)).toEqual(['a', 'b', 'c']);
    const wanted = [...runs.map(({ run }) => run).toReversed(), ...before.map(({ id }) => id)];
    for (const isFinished of [false, true]) {
      if (isFinished) await t.finishAll('failed');
      for (const path of ['/runs', `/integrations/${script}/activities`]) {
        const { list } = await t.call('GET', `${base}${path}`);
        expect(list.map(({ id }) => id)).toEqual(wanted);
        const times = list.map(({ created_at }) => Date.parse(created_at));
        expect(times).toEqual(times.toSorted((one, other) => other - one));
      }
    }
  });

  test('repeats a run that is still pending as well', async () => {
    await t.post('a');
    const [first] = await t.pending();
    expect((await t.replay({ activities: ['a'] })).runs[0]?.replay_of).toBe(first?.id);
  });

  test('takes every recorded state, in order, unless state narrows', async () => {
    for (const state of ['pending', 'in_progress', 'complete']) await t.post('a', { state });
    await t.finishAll('succeeded');
    const states = async (more: object) =>
      (await t.dryRun({ activities: ['a'], ...more })).sample.map(({ state }) => state);
    expect(await states({})).toEqual(['pending', 'in_progress', 'complete']);
    expect(await states({ state: 'complete' })).toEqual(['complete']);
    expect(await states({ state: ['pending', 'complete'] })).toEqual(['pending', 'complete']);
  });

  test('repeats nothing where an integration is new, and leaves out those that do not want the activity', async () => {
    await t.post('a', { environments: ['staging'] });
    await t.finishAll('succeeded');
    const late = await t.addIntegration({ type: 'script', script: '3' });
    const { runs } = await t.replay({ activities: ['a'], script: 'original' });
    expect(runs.map(({ integration, replay_of }) => [integration, replay_of === null])).toEqual([
      [script, false],
      [other, false],
      [late, true],
    ]);
    expect((await t.pending()).map(({ script_version }) => script_version)).toEqual([1, 1, null]);
    expect(await t.dryRun({ activities: ['a'], integrations: [webhook] })).toEqual({
      count: { activities: 0, runs: 0 },
      sample: [],
      truncated: false,
    });
  });

  test('does not fire deleted integrations', async () => {
    await t.post('a');
    await t.finishAll('succeeded');
    await t.call('DELETE', `${base}/integrations/${script}`);
    expect((await t.replay({ activities: ['a'] })).count).toEqual({ activities: 0, runs: 0 });
    expect(await t.pending()).toEqual([]);
  });

  test('pins the version that the repeated run used when the original script is asked for', async () => {
    await t.post('a');
    await t.finishAll('failed', 1);
    const { status } = await t.call('PATCH', `${base}/integrations/${script}`, { body: { script: '1.1' } });
    expect(status).toBe(200);
    await t.replay({ activities: ['a'], script: 'original' });
    expect((await t.pending())[0]?.script_version).toBe(1);
    await t.replay({ activities: ['a'], script: 'original' });
    expect((await t.pending())[1]?.script_version).toBe(1);
    await t.replay({ activities: ['a'] });
    expect((await t.pending())[2]?.script_version).toBeNull();
  });

  test('fires nothing and names them when some are not there', async () => {
    await t.post('a');
    await t.finishAll('succeeded');
    expect(await t.refusal({ activities: ['a', 'b', 'c'] })).toEqual([
      404,
      'activity_not_found',
      'Project "p1" has no activity "b" or "c". Nothing was replayed.',
    ]);
    expect(await t.refusal({ activities: ['a'], state: 'pending' })).toEqual([
      404,
      'activity_not_found',
      'Project "p1" has no activity "a" in state pending. Nothing was replayed.',
    ]);
    expect(await t.refusal({ activities: ['a'], integrations: [script, 'gone'] })).toEqual([
      404,
      'integration_not_found',
      'Project "p1" has no integration "gone". Nothing was replayed.',
    ]);
  });
});
