import { busyness } from '@upshot/testing/machine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

type Activity = Readonly<Record<string, unknown>>;

let system: CliSystem;

beforeAll(async () => {
  system = await startCliSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

const sampleOf = async (query: string) =>
  ((await system.call('GET', `/event-types/environment.push${query}`)) as { sample: Activity }).sample;

describe.concurrent('event types', () => {
  it.each(['event-type:list', 'event-types'])('are listed: %s', async (name) => {
    const { upshot } = await system.addProject();
    const types = (await system.call('GET', '/event-types')) as { type: string; title: string }[];
    const push = types.find(({ type }) => type === 'environment.push');
    const { code, stdout } = await upshot(`${name} --format csv`);
    expect(code).toBe(0);
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toBe('Type,Title,Category,Deprecated');
    expect(rows).toHaveLength(types.length);
    expect(rows).toContain(`environment.push,${push?.title},environment,`);
  });

  it('have samples of the project one works on, printed as JSON', async () => {
    const { id, upshot } = await system.addProject();
    const { code, stdout, stderr } = await upshot('activity:sample environment.push --result failure');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const sample = await sampleOf('?result=failure');
    expect(sample).toMatchObject({ state: 'complete', result: 'failure' });
    expect(JSON.parse(stdout)).toEqual({ ...sample, project: id });
  });

  it('that are unknown have none: exit code 1', async () => {
    const { upshot } = await system.addProject();
    const { code, stderr } = await upshot('activity:sample environment.pusch');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The catalogue has no such event type: .+\n\(trace [0-9a-f]{32}\)\n$/);
  });
});

describe.concurrent('activity:send without a file', () => {
  it('sends the sample, new and as if it had just ended', async () => {
    const { id, call, upshot } = await system.addProject();
    const line = 'activity:send --type environment.push --state cancelled --result failure -e dev';
    expect((await upshot(line)).code).toBe(0);
    const [sent] = await call<readonly Activity[]>('GET', '/activities');
    const sample = await sampleOf('?state=cancelled&result=failure');
    expect(sent).toMatchObject({
      type: 'environment.push',
      project: id,
      state: 'cancelled',
      result: 'failure',
      environments: ['dev'],
      payload: sample['payload'],
    });
    expect(sent?.['id']).not.toBe(sample['id']);
    const time = (activity: Activity | undefined, name: string) => Date.parse(String(activity?.[name]));
    const durationOf = (activity: Activity | undefined) =>
      time(activity, 'cancelled_at') - time(activity, 'started_at');
    expect(durationOf(sample)).toBeGreaterThan(0);
    expect(durationOf(sent)).toBe(durationOf(sample));
    expect(Date.now() - time(sent, 'cancelled_at')).toBeLessThan(60_000 * busyness());
  });

  it('sends the smallest activity there is when the type has no sample', async () => {
    const { call, upshot } = await system.addProject();
    expect((await upshot('activity:send --type deploy.custom')).code).toBe(0);
    const sent = await call('GET', '/activities');
    expect(sent).toMatchObject([{ type: 'deploy.custom', state: 'complete', payload: {} }]);
  });
});
