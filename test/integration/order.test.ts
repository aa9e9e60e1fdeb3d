import { expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { pushActivity, startSystem } from '@upshot/testing/system';

it('runs an integration in the order of its activities, one at a time, on any number of workers', async () => {
  await using system = await startSystem({ workers: 2 });
  await system.addIntegration({ type: 'script', script: 'console.log(activity.id)' });
  for (let index = 0; index < 60; index++) await system.post(await pushActivity(`order${index}`));
  await eventually(async () => {
    const rows = await system.query<{ output: string }>('select output from activity_log order by seq');
    expect(rows.map(({ output }) => output)).toEqual(
      Array.from({ length: 60 }, (_, index) => `order${index}`),
    );
  });
});
