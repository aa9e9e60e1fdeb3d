import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureServer, type FixtureServer } from '../testing/fixture-server.ts';
import { runUpshot, type RunOptions } from '../testing/run-upshot.ts';

let server: FixtureServer;

beforeAll(async () => {
  server = await startFixtureServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const upshot = (line: string, options?: RunOptions) => runUpshot(server.url, line.split(' '), options);

const sentTo = (project: string) =>
  server.received
    .filter(({ method, path }) => method === 'POST' && path === `projects/${project}/activities`)
    .map(({ body }) => body);

describe.concurrent('activity:list', () => {
  it('shows the newest ten and says that there may be more', async () => {
    const { code, stdout, stderr } = await upshot('activities');
    expect(code).toBe(0);
    expect(stdout.match(/act0000/g)).toHaveLength(10);
    expect(stdout).toContain('│ in progress │');
    expect(stderr).toContain('There may be more');
  });

  it('pages until the limit is reached', async () => {
    const { stdout } = await upshot('act --limit 55 --format csv --no-header -c id');
    const ids = stdout.trim().split('\n');
    expect(ids).toHaveLength(55);
    expect(new Set(ids).size).toBe(55);
  });

  it('selects by type, also short, excluded and by wildcard', async () => {
    const count = async (words: string) =>
      (await upshot(`act --limit 99 --format plain --no-header -c type ${words}`)).stdout.split('\n').length -
      1;
    const counts = [count('-t push'), count('-t environment.*'), count('-x cron'), count('-t %cron')];
    expect(await Promise.all(counts)).toEqual([30, 60, 30, 30]);
    const none = await upshot('act --type environment.merge');
    expect(none).toMatchObject({ code: 1, stdout: '', stderr: 'No activities found\n' });
  });

  it('warns of an unknown type, and still asks for it', async () => {
    const { code, stdout, stderr } = await upshot('act -p warned --type pusch -x cronn --format plain');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'Unrecognized activity type to include: pusch\n' +
        'Unrecognized activity type to exclude: cronn\nNo activities found\n',
    );
    const query = server.received.find(({ path }) => path === 'projects/warned/activities')?.query;
    expect(query?.getAll('type')).toEqual(['pusch']);
  });

  it('lets the first segment of a type be left out, whichever it is', async () => {
    await upshot('act -p short --type variable.create,script,push');
    const query = server.received.find(({ path }) => path === 'projects/short/activities')?.query;
    expect(query?.getAll('type')).toEqual([
      'environment.variable.create',
      'project.variable.create',
      'integration.script',
      'environment.push',
    ]);
  });

  it('asks for the unfinished ones with -i', async () => {
    const { stdout } = await upshot('act -i --format csv -c id,state');
    expect(stdout).toBe('ID,State\nact0000000000,in progress\n');
  });

  it('leaves the environment out where only one is asked for', async () => {
    const head = async (words: string) =>
      (await upshot(`act --limit 1 --format csv ${words}`)).stdout.split('\n')[0];
    expect(await head('-q')).toBe('ID,Created,Description,Progress,State,Result,Environment(s)');
    expect(await head('-e main')).toBe('ID,Created,Description,Progress,State,Result');
    expect(await head('-e main,dev')).toContain('Environment(s)');
  });

  it('says the hint only at the limit and only for people', async () => {
    expect((await upshot('act --limit 59')).stderr).toContain('There may be more');
    expect((await upshot('act --limit 61')).stderr).not.toContain('There may be more');
    expect((await upshot('act --limit 59 --format csv')).stderr).toBe('');
  });
});

describe.concurrent('activity:cancel', () => {
  it('cancels the one that can be', async () => {
    const { code, stderr } = await upshot('activity:cancel -p cancel');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Cancelled activity act2 (Pushing)\n' });
    expect(server.received.some(({ path }) => path === 'projects/cancel/activities/act2/cancel')).toBe(true);
  });

  it('finds none where none can be: exit code 1', async () => {
    const { code, stderr } = await upshot('activity:cancel');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'No activities found that can be cancelled.\n' });
  });

  it('says why one cannot be: exit code 1', async () => {
    const { code, stderr } = await upshot('activity:cancel act0000000003');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'The activity act0000000003 cannot be cancelled in its current state (complete): it has ended.\n',
    });
  });
});

describe.concurrent('activity:explain', () => {
  it('tells for each state what fired, and why the rest did not', async () => {
    const { code, stdout } = await upshot('activity:explain act0000000003 --format plain');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'State\tIntegration\tVerdict\tRun\tReason\n' +
        'complete\tscripti23456a\tmatched\trun1ok\t\n' +
        'complete\thook456789abc\tskipped\t\tno complete wanted\n' +
        'pending\thook456789abc\tskipped\t\tno pending wanted\n',
    );
  });

  it('tells for one state only', async () => {
    const { stdout } = await upshot('activity:explain act0000000003 --state pending --format plain');
    expect(stdout).toBe('Integration\tVerdict\tRun\tReason\nhook456789abc\tskipped\t\tno pending wanted\n');
  });
});

describe.concurrent('activity:get and activity:log', () => {
  it('shows the newest one without payload and log, with its duration', async () => {
    const { stdout } = await upshot('activity:get --format plain');
    expect(stdout).toMatch(/^Property\tValue\nid\tact0000000000\n/);
    expect(stdout).toContain('duration\t2.5\n');
    expect(stdout).not.toContain('payload');
  });

  it('finds nested properties, also under keys with dots', async () => {
    expect((await upshot('activity:get act0000000003 -P payload.environment.name')).stdout).toBe('main\n');
    expect((await upshot('activity:get act0000000003 -P payload.https://a.b/')).stdout).toBe('route\n');
  });

  it('names the candidates of an ambiguous id', async () => {
    const { code, stderr } = await upshot('activity:get act000000005');
    expect(code).toBe(1);
    expect(stderr).toContain('act000000005 is ambiguous');
    expect(stderr).toContain('  act0000000051\n');
  });

  it('prints a log until its seal, with timestamps on request', async () => {
    const { code, stdout, stderr } = await upshot('activity:log act0000000003 -t');
    expect(code).toBe(0);
    expect(stderr).toBe(
      'Activity ID: act0000000003\nType: environment.cron\nDescription: Ada pushed\n' +
        'Created: 2026-01-01T23:57:00+00:00\nState: complete\nLog:\n',
    );
    expect(stdout).toMatch(/^\[2026-01-02T03:04:05\+00:00\] hello\n\[2026-01-02T03:04:06/);
  });
});

describe.concurrent('activity:send', () => {
  const activity = '{ "id": "one", "state": "complete", "size": 12345678901234567890 }';

  it('sends one object byte for byte and prints who answers', async () => {
    const { code, stdout, stderr } = await upshot('activity:send - -p bytes', { input: `${activity}\n` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Recorded activity one (complete)\n' });
    expect(stdout).toMatch(/scripti23456a │ matched │ run1ok/);
    expect(stdout).toMatch(/hook456789abc │ skipped │ +│ type is not in events/);
    expect(sentTo('bytes')).toEqual([activity]);
  });

  it('says when the activity was known already', async () => {
    const { stderr } = await upshot('activity:send', { input: activity.replace('one', 'again') });
    expect(stderr).toBe('Already had activity again (complete)\n');
    const other = await upshot('activity:send', { input: activity.replace('one', 'other') });
    expect(other.stderr).toContain('Warning: other was recorded with another body, which stays\n');
  });

  it('sends one activity a line, a hundred at a time', async () => {
    const input = Array.from({ length: 150 }, (_, id) => `{"id":"a${id}","state":"complete"}\n`).join('');
    const { code, stderr } = await upshot('activity:send - -p lines --format json', { input });
    expect(code).toBe(0);
    expect(stderr).toContain('Sent 150 of 150');
    expect(sentTo('lines').map((body) => (JSON.parse(body) as unknown[]).length)).toEqual([100, 50]);
  });

  it('changes what it is told to and keeps every digit of the rest', async () => {
    const line =
      'activity:send - -p set --type environment.merge -e dev,qa --set payload.n=1 --set payload.s=x';
    expect((await upshot(line, { input: `[${activity}]` })).code).toBe(0);
    const changes = '"type":"environment.merge","environments":["dev","qa"],"payload":{"n":1,"s":"x"}';
    expect(sentTo('set')).toEqual([`{"id":"one","state":"complete","size":12345678901234567890,${changes}}`]);
  });

  it('makes a small activity of a type', async () => {
    expect((await upshot('activity:send -p made --type environment.push -e main')).code).toBe(0);
    const [body = '{}'] = sentTo('made');
    expect(JSON.parse(body)).toMatchObject({
      type: 'environment.push',
      environments: ['main'],
      state: 'complete',
    });
  });

  it('waits for the runs and prints their output', async () => {
    const { code, stdout, stderr } = await upshot('activity:send --wait', { input: activity });
    expect(code).toBe(0);
    expect(stdout).toMatch(/counted to 1\n$/);
    expect(stderr).toContain('Run run1ok (integration scripti23456a): succeeded');
  });

  it('ends with exit code 1 when a run failed', async () => {
    const { code, stdout, stderr } = await upshot('activity:send --wait', {
      input: activity.replace('one', 'bad'),
    });
    expect(code).toBe(1);
    expect(stdout).toContain('before it failed');
    expect(stderr).toContain('TypeError: x is not a function (line 3, column 5)\n1 of 1 runs failed.');
  });

  it('names the line that is not JSON', async () => {
    const { code, stderr } = await upshot('activity:send', { input: '{"id":"a"}\n{oops}\n' });
    expect(code).toBe(1);
    expect(stderr).toContain('Line 2 is not valid JSON');
  });
});

describe.concurrent('runs', () => {
  it('are listed and selected', async () => {
    const { stdout } = await upshot('run:list --outcome failed --format plain -c id,outcome,error');
    expect(stdout).toBe('ID\tOutcome\tError\nrun2failed\tfailed\tx is not a function\n');
  });

  it('are shown with their output', async () => {
    expect((await upshot('run:get run1 -P output')).stdout).toBe('counted to 1\n');
  });
});
