import { expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project, pushActivity, startSystem } from '@upshot/testing/system';

it('survives PostgreSQL cutting connections during work: no process ends, nothing is lost or doubled', async () => {
  await using system = await startSystem({ workers: 1 });
  await system.addIntegration({
    type: 'script',
    script: "const s = require('storage'); s.set('n', (s.get('n') || 0) + 1)",
  });
  const cutting = setInterval(() => {
    system
      .query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name like 'upshot%' and pid <> pg_backend_pid()`,
      )
      .catch(() => undefined);
  }, 300);
  const activities = await Promise.all(
    Array.from({ length: 300 }, (_, index) => pushActivity(`cut${index}`)),
  );
  const url = `${system.url}/api/projects/${project}/activities`;
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const post = async (body: unknown): Promise<void> => {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    await response.text();
    expect([202, 503]).toContain(response.status);
    if (response.status === 503) await post(body);
  };
  const waiting = [...activities];
  const connection = async () => {
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) await post(body);
  };
  await Promise.all(Array.from({ length: 4 }, connection));
  clearInterval(cutting);
  await eventually(
    async () => {
      const [log] = await system.query(
        'select count(*)::int as entries, count(distinct run_id)::int as runs from activity_log where is_final',
      );
      expect(log).toEqual({ entries: 300, runs: 300 });
    },
    { withinMs: 60_000 },
  );
  expect(await system.query('select value from storage')).toEqual([{ value: '300' }]);
  for (const { pid } of [system.ingest, ...system.workers]) expect(() => process.kill(pid, 0)).not.toThrow();
});
