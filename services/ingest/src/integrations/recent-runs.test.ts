import type { Outcome } from '@upshot/shared/outcome';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const path = '/api/projects/p1/integrations';

let t: TestApp;

beforeAll(async () => {
  t = await createTestApp();
});

afterAll(() => t[Symbol.asyncDispose]());

interface LoggedRun {
  readonly outcome: Outcome;
  readonly isFinal?: boolean;
  /** The minute in which it was recorded and, unless `ended` says otherwise, ended. */
  readonly minute: number;
  readonly ended?: number;
  readonly replayed?: number;
}

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const shown = (minute: number) => at(minute).toISOString().replace('Z', '000+00:00');

async function addWebhook(runs: readonly LoggedRun[]): Promise<string> {
  const body = { type: 'webhook', url: 'https://a.example', events: ['none'] };
  const { id } = (await t.call('POST', path, { body })).json._embedded.entity;
  for (const [index, { outcome, isFinal = true, minute, ended = minute, replayed }] of runs.entries())
    await sql`
      insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
        activity_id, activity_type, activity_state, activity_recorded_at, replayed_at, logged_at, worker)
      values (${`${id}${index}`}, 1, ${isFinal}, ${outcome}, 'p1', ${id}, 'webhook', 'a', 'none', 'complete',
        ${at(minute)}, ${replayed === undefined ? null : at(replayed)}, ${at(ended)}, 'w')`.execute(
      t.database,
    );
  return id;
}

const cases: readonly [
  name: string,
  runs: readonly LoggedRun[],
  last: Outcome | null,
  since: number | null,
][] = [
  ['no run', [], null, null],
  ['a success', [{ outcome: 'succeeded', minute: 1 }], 'succeeded', null],
  ['a failure', [{ outcome: 'failed', minute: 1, ended: 2 }], 'failed', 2],
  [
    'failures after a success',
    [
      { outcome: 'failed', minute: 1 },
      { outcome: 'succeeded', minute: 2 },
      { outcome: 'failed', minute: 3 },
      { outcome: 'timed_out', minute: 4 },
    ],
    'timed_out',
    3,
  ],
  [
    'a success after failures',
    [
      { outcome: 'failed', minute: 1 },
      { outcome: 'succeeded', minute: 2 },
    ],
    'succeeded',
    null,
  ],
  [
    'cancelled runs and attempts that are followed by others, which do not count',
    [
      { outcome: 'succeeded', minute: 1 },
      { outcome: 'failed', isFinal: false, minute: 2 },
      { outcome: 'cancelled', minute: 3 },
    ],
    'succeeded',
    null,
  ],
  [
    'a replay of an old activity, which is the newest run',
    [
      { outcome: 'failed', minute: 1 },
      { outcome: 'failed', minute: 2 },
      { outcome: 'succeeded', minute: 1, replayed: 3, ended: 4 },
    ],
    'succeeded',
    null,
  ],
  [
    'more failures than are read',
    Array.from({ length: 30 }, (_, minute) => ({ outcome: 'failed' as const, minute })),
    'failed',
    10,
  ],
];

test.each(cases)('after %s', async (_name, runs, last, since) => {
  const id = await addWebhook(runs);
  const expected = { last_outcome: last, failing_since: since === null ? null : shown(since) };
  const { list } = await t.call('GET', path);
  expect(list.find((item) => item.id === id)).toMatchObject(expected);
  expect((await t.call('GET', `${path}/${id}`)).json).toMatchObject(expected);
  const paused = await t.call('POST', `${path}/${id}/pause`);
  expect(paused.json._embedded.entity).toMatchObject(expected);
});

test('a webhook is failing since the first of the attempts that all failed, ended run or not', async () => {
  const fresh = await addWebhook([]);
  const worked = await addWebhook([{ outcome: 'succeeded', minute: 1 }]);
  const failed = await addWebhook([{ outcome: 'failed', minute: 9 }]);
  for (const id of [fresh, worked, failed])
    await t.database
      .insertInto('failing_webhooks')
      .values({ integration_id: id, since: at(5) })
      .execute();
  const read = async (id: string) => (await t.call('GET', `${path}/${id}`)).json;
  expect(await read(fresh)).toMatchObject({ last_outcome: null, failing_since: shown(5) });
  expect(await read(worked)).toMatchObject({ last_outcome: 'succeeded', failing_since: shown(5) });
  expect(await read(failed)).toMatchObject({ last_outcome: 'failed', failing_since: shown(5) });
});
