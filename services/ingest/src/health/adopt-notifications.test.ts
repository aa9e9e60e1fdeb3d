import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import { createHealthApp, healthLimits, type HealthApp } from '../testing/health-app.ts';
import { checkHealth } from './check-health.ts';

let t: HealthApp;
beforeEach(async () => {
  t = await createHealthApp();
});
afterEach(() => t[Symbol.asyncDispose]());

test('notifications of an earlier version become runs in their order, but none of a subject under way', async () => {
  const health = await t.addHealth();
  const at = '2026-01-31T12:00:00.000Z';
  const leave = (id: string, subject: string, begunSecondsAgo: number | null) =>
    sql`insert into health_notifications (id, project_id, integration_id, subject, change, activity_id, activity_type,
        due_at, attempt, begun_at, begun_by)
      values (${id}, 'p1', ${health}, ${subject}, ${JSON.stringify({
        id: `change-${id}`,
        project: 'p1',
        subject,
        kind: 'workers',
        status: 'bad',
        at,
        since: at,
      })}, ${`change-${id}`}, 'health.workers', '2026-01-31T12:01:00Z', 2,
        now() - ${begunSecondsAgo} * interval '1 s', ${begunSecondsAgo === null ? null : 'ingest'})`.execute(
      t.database,
    );
  await leave('waits', 'workers', null);
  await leave('died', 'queue', 61);
  await leave('all-clear', 'workers', null);
  await leave('under-way', 'storage', 1);
  await leave('behind-it', 'storage', null);
  const { lanes } = await checkHealth(t.database, healthLimits);
  expect(lanes).toEqual([`${health}.0`, `${health}.0`, `${health}.0`]);
  const { rows } = await sql`
    select id, activity_id, attempt, begun_by, due_at = '2026-01-31T12:01:00Z' as is_due
    from pending_runs order by seq`.execute(t.database);
  expect(rows).toEqual([
    { id: 'waits', activity_id: 'change-waits', attempt: 2, begun_by: null, is_due: true },
    { id: 'died', activity_id: 'change-died', attempt: 2, begun_by: 'ingest', is_due: true },
    { id: 'all-clear', activity_id: 'change-all-clear', attempt: 2, begun_by: null, is_due: true },
  ]);
  const left = await sql`select id from health_notifications order by seq`.execute(t.database);
  expect(left.rows).toEqual([{ id: 'under-way' }, { id: 'behind-it' }]);
});
