import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureServer, type FixtureServer } from '../testing/fixture-server.ts';
import { runUpshot } from '../testing/run-upshot.ts';

let server: FixtureServer;

beforeAll(async () => {
  server = await startFixtureServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const upshot = (line: string) => runUpshot(server.url, line.split(' '));

const sentTo = (project: string) => {
  const body = server.received.findLast(({ path }) => path === `projects/${project}/activities`)?.body;
  return JSON.parse(body ?? 'null') as Record<string, unknown>;
};

describe.concurrent('event types', () => {
  it.each(['event-type:list', 'event-types'])('are listed: %s', async (name) => {
    const { code, stdout } = await upshot(`${name} --format csv`);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Type,Title,Category,Deprecated\nenvironment.push,Push,environment,\n',
    });
  });

  it('have samples, printed as JSON', async () => {
    const { code, stdout, stderr } = await upshot('activity:sample environment.push --result failure');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ id: 'sample', state: 'complete', result: 'failure' });
  });

  it('have samples of the project one works on', async () => {
    const { stdout } = await upshot('activity:sample environment.push -p mine');
    expect(JSON.parse(stdout)).toMatchObject({ project: 'mine' });
  });

  it('that are unknown have none: exit code 1', async () => {
    const { code, stderr } = await upshot('activity:sample environment.pusch');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'There is no such event type\n' });
  });
});

describe.concurrent('activity:send without a file', () => {
  it('sends the sample, new and as if it had just ended', async () => {
    const line = 'activity:send -p fresh --type environment.push --state cancelled --result failure -e dev';
    expect((await upshot(line)).code).toBe(0);
    const sent = sentTo('fresh');
    expect(sent).toMatchObject({
      type: 'environment.push',
      project: 'fresh',
      state: 'cancelled',
      result: 'failure',
      environments: ['dev'],
      payload: { commits: [] },
    });
    expect(sent['id']).not.toBe('sample');
    const time = (name: string) => Date.parse(String(sent[name]));
    expect(time('completed_at') - time('started_at')).toBe(10_000);
    expect(Date.now() - time('completed_at')).toBeLessThan(60_000);
  });

  it('sends the smallest activity there is when the type has no sample', async () => {
    expect((await upshot('activity:send -p small --type deploy.custom')).code).toBe(0);
    expect(sentTo('small')).toMatchObject({ type: 'deploy.custom', state: 'complete', payload: {} });
  });
});
