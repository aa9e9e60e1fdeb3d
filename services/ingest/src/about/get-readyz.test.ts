import { Problem } from '@upshot/shared/problem';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Recorder } from '../activities/recorder.ts';
import { createTestApp } from '../testing/test-app.ts';

const failing: Recorder = {
  record: () => Promise.reject(new Problem('ledger_unavailable', 'It is away.', { retryAfterSeconds: 2 })),
  requireCapacity: () => undefined,
  close: () => Promise.resolve(),
};

test('requests that arrive together after a failed recording share one probe of the ledger', async () => {
  await using t = await createTestApp({ recorder: failing });
  await sql`create sequence probes`.execute(t.database);
  await sql`create function count_probe() returns event_trigger language plpgsql as $$ begin
    perform nextval('probes'), pg_sleep(0.05); end $$`.execute(t.database);
  await sql`create event trigger count_probe on ddl_command_start when tag in ('CREATE TABLE AS')
    execute function count_probe()`.execute(t.database);
  const countProbes = async () => {
    const { rows } = await sql<{ count: string }>`select last_value as count from probes`.execute(t.database);
    return Number(rows[0]?.count);
  };

  const body = { id: 'a', type: 'environment.push', state: 'complete' };
  expect((await t.call('POST', '/api/projects/p1/activities', { body })).status).toBe(503);
  const answers = await Promise.all(Array.from({ length: 4 }, () => t.call('GET', '/readyz')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await countProbes()).toBe(1);
  expect((await t.call('POST', '/api/projects/p1/activities', { body })).status).toBe(503);
  expect((await t.call('GET', '/readyz')).status).toBe(200);
  expect(await countProbes()).toBe(2);
});
