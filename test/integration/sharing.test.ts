import { expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { project, pushActivity, startSystem } from '@upshot/testing/system';

const LANES = 24;
const ACTIVITIES = 8;

/** About thirty milliseconds of a processor. */
const busyScript = 'for (const end = Date.now() + 30; Date.now() < end; );';

it('does not keep a project waiting behind another one with many runs in two dozen lanes', async () => {
  await using system = await startSystem({ environment: { UPSHOT_LANES: '8' } });
  const { call, query } = system;
  for (let index = 0; index < LANES; index++) {
    await system.addIntegration({ type: 'script', script: busyScript });
  }
  await call('PUT', '/projects/quiet', { title: 'Quiet' });
  await call('POST', '/projects/quiet/integrations', { type: 'script', script: "console.log('quiet')" });
  const logged = async (projectId: string) => {
    const [row] = await query<{ count: number }>(
      'select count(*)::int as count from activity_log where is_final and project_id = $1',
      [projectId],
    );
    return row?.count ?? 0;
  };

  for (let index = 0; index < ACTIVITIES; index++) await system.post(await pushActivity(`noisy${index}`));
  await eventually(async () => expect(await logged(project)).toBeGreaterThan(4));
  const overtaken: number[] = [];
  for (let round = 0; round < 2; round++) {
    const before = await logged(project);
    await call(
      'POST',
      '/projects/quiet/activities',
      await pushActivity(`quiet${round}`, { project: 'quiet' }),
    );
    await eventually(async () => expect(await logged('quiet')).toBe(round + 1));
    overtaken.push((await logged(project)) - before);
  }
  expect(Math.max(...overtaken)).toBeLessThan((LANES * ACTIVITIES) / 4);
  await eventually(async () => expect(await logged(project)).toBe(LANES * ACTIVITIES), { withinMs: 60_000 });
}, 120_000);
