import { expect, it } from 'vitest';
import { pushActivity, startSystem } from '@upshot/testing/system';

const counterScript = `
var storage = require('storage');
var counter = storage.get('counter') || 0;
storage.set('counter', counter + 1);
console.log('Activity number ' + (counter + 1));
`;

it('counts exactly: 1,000 concurrent runs of the documented counter end at 1,000 with 1,000 log entries', async () => {
  await using system = await startSystem({ workers: 4 });
  const integration = await system.addIntegration({ type: 'script', script: counterScript });
  const activities = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => pushActivity(`count${index}`)),
  );
  const receipts = await Promise.all(activities.map((activity) => system.post(activity)));
  expect(new Set(receipts.flatMap(({ matched }) => matched.map(({ run }) => run))).size).toBe(1000);
  await system.logged(1000);
  const storage = await system.query('select key, value from storage where integration_id = $1', [
    integration,
  ]);
  expect(storage).toEqual([{ key: 'counter', value: '1000' }]);
  const [log] = await system.query(
    `select count(*)::int as entries, count(distinct run_id)::int as runs, count(distinct output)::int as numbers,
       bool_and(is_final and outcome = 'succeeded' and attempt = 1) as clean from activity_log`,
  );
  expect(log).toEqual({ entries: 1000, runs: 1000, numbers: 1000, clean: true });
  expect(await system.query('select * from pending_runs')).toEqual([]);
});
