import { reportWorker } from '@upshot/ledger/workers/write';
import { idleLoad, idleReport } from '@upshot/testing/worker-report';
import { settleRuns } from '@upshot/testing/settle-runs';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
let script: string;

interface Report {
  readonly status: string;
  readonly summary: string;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly sparklines: Readonly<Record<string, readonly (number | null)[]>>;
}

beforeAll(async () => {
  t = await createTestApp();
  const body = { type: 'script', script: '0', events: ['environment.push'] };
  script = (await t.call('POST', '/api/projects/p1/integrations', { body })).json._embedded.entity.id;
});
afterAll(() => t[Symbol.asyncDispose]());

const read = async () => (await t.call('GET', '/api/health-report')).json as unknown as Report;
const post = (type: string, count: number) =>
  t.call('POST', '/api/projects/p1/activities', {
    body: Array.from({ length: count }, (_, index) => ({ id: `${type}${index}`, type, state: 'complete' })),
  });
const last = ({ sparklines }: Report, name: string) => sparklines[name]?.at(-1);

test('a day in the life of work: none, stuck, flowing, paused, ended, and without a match', async () => {
  const before = await read();
  expect(before).toMatchObject({ status: 'idle', reasons: [{ code: 'no_worker' }] });
  expect(Object.values(before.sparklines).map((values) => values.length)).toEqual([60, 60, 60]);
  expect(before.sparklines['ended']).toEqual(Array.from({ length: 60 }, () => 0));
  expect([before.sparklines['recorded']?.[0], last(before, 'recorded')]).toEqual([null, 0]);

  await post('environment.push', 1);
  expect(await read()).toMatchObject({
    status: 'stuck',
    summary: 'Work does not flow. No worker is alive; 1 lane has due runs.',
  });

  await reportWorker(t.database, { ...idleReport, load: { ...idleLoad, activeLanes: [`${script}.0`] } });
  expect(await read()).toMatchObject({ status: 'flowing', reasons: [] });

  await t.call('POST', `/api/projects/p1/integrations/${script}/pause`);
  expect((await read()).reasons.map(({ message }) => message)).toEqual([
    'Due runs of 1 lane wait, because integrations are paused.',
  ]);
  await t.call('POST', `/api/projects/p1/integrations/${script}/resume`);

  await sql`update pending_runs set due_at = now() + interval '1 hour'`.execute(t.database);
  expect((await read()).reasons.map(({ code }) => code)).toEqual(['retries']);
  await sql`update pending_runs set due_at = '-infinity'`.execute(t.database);

  await settleRuns(t.databaseUrl, script);
  const after = await read();
  expect(after).toMatchObject({ status: 'flowing', summary: 'Work flows: no run waits.' });
  expect(last(after, 'ended')).toBe(1);

  await sql`delete from activities`.execute(t.database);
  await post('environment.backup', 12);
  expect((await read()).reasons.map(({ code }) => code)).toEqual(['nothing_matches']);
});

test('attempts count in the minute in which they ended', async () => {
  await sql`update activity_log set logged_at = now() - interval '90 seconds'`.execute(t.database);
  const ended = (await read()).sparklines['ended'] ?? [];
  expect(ended.slice(-3)).toEqual([0, 1, 0]);
});

test('a token to read every project is enough; one of a project is not', async () => {
  const status = async (project: string | null) =>
    (await t.call('GET', '/api/health-report', { token: await t.mintToken('read', project) })).status;
  expect([await status(null), await status('p1')]).toEqual([200, 403]);
});
