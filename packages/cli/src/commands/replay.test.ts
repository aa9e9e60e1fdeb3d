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

const sentTo = (project: string) =>
  server.received
    .filter(({ path }) => path === `projects/${project}/replays`)
    .map(({ body, idempotencyKey }) => ({ body: JSON.parse(body) as object, idempotencyKey }));

describe.concurrent('activity:replay', () => {
  it('counts first, then replays under an idempotency key', async () => {
    const { code, stdout, stderr } = await upshot('activity:replay act1 act2 -p ids --state complete');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: '1 run of 1 activity\nReplay replay1: 1 run started\n',
    });
    expect(stdout).toMatch(/run1ok │ act0000000001 │ scripti23456a │ run2failed/);
    const body = { activities: ['act1', 'act2'], state: ['complete'] };
    const [dry, real] = sentTo('ids');
    expect(dry).toEqual({ body: { ...body, dry_run: true }, idempotencyKey: undefined });
    expect(real).toEqual({ body, idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
  });

  it('takes every filter', async () => {
    const filters =
      '-t environment.* --state complete --result failure -e main --outcome failed,timed_out ' +
      '--from 2026-01-01 --to 2026-01-02T00:00Z';
    const how = '--integration scripti23456a --script original --limit 7';
    expect((await upshot(`activity:replay -p filters ${filters} ${how}`)).code).toBe(0);
    expect(sentTo('filters').at(-1)?.body).toEqual({
      filter: {
        type: ['environment.*'],
        state: ['complete'],
        result: ['failure'],
        environment: ['main'],
        outcome: ['failed', 'timed_out'],
        from: '2026-01-01T00:00:00.000Z',
        to: '2026-01-02T00:00:00.000Z',
      },
      integrations: ['scripti23456a'],
      script: 'original',
      limit: 7,
    });
  });

  it('only says what would run with --dry-run', async () => {
    const { code, stdout } = await upshot('activity:replay -p dry --outcome failed --dry-run --format csv');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'Activity,Type,State,Integration,Replay of\nact0000000001,environment.push,complete,scripti23456a,run2failed\n',
    });
    expect(sentTo('dry')).toHaveLength(1);
  });

  it('refuses to start more than one run unasked: exit code 1, saying how', async () => {
    const { code, stdout, stderr } = await upshot('activity:replay -p many --outcome failed --format csv');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      '1200 runs of 1 activity, and more than that: --limit lets more through\n' +
        'Start 1200 runs? Use --yes to answer yes.\n',
    );
    expect(sentTo('many').every(({ body }) => 'dry_run' in body)).toBe(true);
  });

  it('starts them with -y, and says what the list leaves out', async () => {
    const { code, stderr } = await upshot('activity:replay -p many-agreed --outcome failed -y');
    expect(code).toBe(0);
    expect(stderr).toContain('Replay replay1: 1200 runs started\nOf these, the first 1 are listed.\n');
  });

  it('waits for the runs and prints their output', async () => {
    const { code, stdout } = await upshot('activity:replay act1 --wait');
    expect(code).toBe(0);
    expect(stdout).toMatch(/counted to 1\n$/);
  });

  it.each([
    ['activity:replay', 'Say which activities: by their ids, or by filters'],
    ['activity:replay act1 --type environment.push', 'Name activities by id or by filters, not both.'],
    ['activity:replay act1 -p none', 'There is nothing to replay.'],
    ['activity:replay act1 --script newest', 'Allowed choices are current, original'],
  ])('refuses %s', async (line, message) => {
    const { code, stderr } = await upshot(line);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
