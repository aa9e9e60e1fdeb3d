import { startRecordingProxy } from '@upshot/testing/recording-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';
import { sampleActivities } from '../testing/sample-activities.ts';

let system: CliSystem;
/** With the sample activities. */
let project: CliProject;

beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
  await project.record(...sampleActivities);
});

afterAll(() => system[Symbol.asyncDispose]());

describe.concurrent('activity:list', () => {
  it('shows the newest ten and says that there may be more', async () => {
    const { code, stdout, stderr } = await project.upshot('activities');
    expect(code).toBe(0);
    expect(stdout.match(/act0000/g)).toHaveLength(10);
    expect(stdout).toContain('│ in progress │');
    expect(stderr).toContain('There may be more');
  });

  it('pages until the limit is reached', async () => {
    const { stdout } = await project.upshot('act --limit 55 --format csv --no-header -c id');
    const ids = stdout.trim().split('\n');
    expect(ids).toHaveLength(55);
    expect(new Set(ids).size).toBe(55);
  });

  it('selects by type, also short, excluded and by wildcard', async () => {
    const count = async (words: string) =>
      (await project.upshot(`act --limit 99 --format plain --no-header -c type ${words}`)).stdout.split('\n')
        .length - 1;
    const counts = [count('-t push'), count('-t environment.*'), count('-x cron'), count('-t %cron')];
    expect(await Promise.all(counts)).toEqual([30, 60, 30, 30]);
    const none = await project.upshot('act --type environment.merge');
    expect(none).toMatchObject({ code: 1, stdout: '', stderr: 'No activities found\n' });
  });

  it('warns of an unknown type, and still asks for it', async () => {
    await using proxy = await startRecordingProxy(system.url);
    const { code, stdout, stderr } = await project.upshot('act --type pusch -x cronn --format plain', {
      server: proxy.url,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'Unrecognized activity type to include: pusch\n' +
        'Unrecognized activity type to exclude: cronn\nNo activities found\n',
    );
    expect(proxy.requests[0]?.query.getAll('type')).toEqual(['pusch']);
  });

  it('lets the first segment of a type be left out, whichever it is', async () => {
    await using proxy = await startRecordingProxy(system.url);
    await project.upshot('act --type variable.create,script,push', { server: proxy.url });
    expect(proxy.requests[0]?.query.getAll('type')).toEqual([
      'environment.variable.create',
      'project.variable.create',
      'integration.script',
      'environment.push',
    ]);
  });

  it('asks for the unfinished ones with -i', async () => {
    const { stdout } = await project.upshot('act -i --format csv -c id,state');
    expect(stdout).toBe('ID,State\nact0000000000,in progress\n');
  });

  it('leaves the environment out where only one is asked for', async () => {
    const head = async (words: string) =>
      (await project.upshot(`act --limit 1 --format csv ${words}`)).stdout.split('\n')[0];
    expect(await head('-q')).toBe('ID,Created,Description,Progress,State,Result,Environment(s)');
    expect(await head('-e main')).toBe('ID,Created,Description,Progress,State,Result');
    expect(await head('-e main,dev')).toContain('Environment(s)');
  });

  it('says the hint only at the limit and only for people', async () => {
    expect((await project.upshot('act --limit 59')).stderr).toContain('There may be more');
    expect((await project.upshot('act --limit 61')).stderr).not.toContain('There may be more');
    expect((await project.upshot('act --limit 59 --format csv')).stderr).toBe('');
  });
});

describe.concurrent('activity:cancel', () => {
  it('finds none where none can be: exit code 1', async () => {
    const { code, stderr } = await project.upshot('activity:cancel');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'No activities found that can be cancelled.\n' });
  });

  it('says why one cannot be: exit code 1', async () => {
    const { code, stderr } = await project.upshot('activity:cancel act0000000003');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'The activity act0000000003 cannot be cancelled in its current state (complete).\n',
    });
  });
});

/** An activity in two states, of which a script answers the latter and a webhook none. */
async function recordTwoStates() {
  const { add, addWebhook, record, call, upshot } = await system.addProject();
  const script = await add({ type: 'script', events: ['*'], states: ['complete'], script: ';' });
  const hook = await addWebhook({ events: ['environment.backup'], states: ['*'] });
  for (const state of ['pending', 'complete']) await record({ id: 'two', type: 'environment.push', state });
  const [run] = await call<{ id: string }[]>('GET', '/runs');
  return { script, hook, run: run?.id, upshot };
}

const notInEvents = 'type "environment.push" is not in events ["environment.backup"]';
const notInStates = 'state "pending" is not in states ["complete"]';

describe.concurrent('activity:explain', () => {
  it('tells for each state what fired, and why the rest did not', async () => {
    const { script, hook, run, upshot } = await recordTwoStates();
    const { code, stdout } = await upshot('activity:explain two --format plain');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'State\tIntegration\tName\tVerdict\tRun\tReason\n' +
        `complete\t${script}\tscript\tmatched\t${run}\t\n` +
        `complete\t${hook}\texample.com\tskipped\t\t${notInEvents}\n` +
        `pending\t${script}\tscript\tskipped\t\t${notInStates}\n` +
        `pending\t${hook}\texample.com\tskipped\t\t${notInEvents}\n`,
    );
  });

  it('tells for one state only', async () => {
    const { script, hook, upshot } = await recordTwoStates();
    const { stdout } = await upshot('activity:explain two --state pending --format plain');
    expect(stdout).toBe(
      'Integration\tName\tVerdict\tRun\tReason\n' +
        `${script}\tscript\tskipped\t\t${notInStates}\n` +
        `${hook}\texample.com\tskipped\t\t${notInEvents}\n`,
    );
  });

  it('tells of an integration which of the last activities fired it, and why the others did not', async () => {
    const { script, upshot } = await recordTwoStates();
    const { code, stdout, stderr } = await upshot('activity:explain --integration script --format plain');
    expect(code).toBe(0);
    expect(stderr).toContain('1 of the last 2 activities fired script, 1 did not.');
    expect(stdout).toBe(
      'Activities\tField\tReason of the latest\tLatest\tType\n' +
        `1\tstates\t${notInStates}\ttwo\tenvironment.push\n`,
    );
    const newest = await upshot(`activity:explain --integration ${script} --last 1 --format json`);
    expect(JSON.parse(newest.stdout)).toEqual([{ activities: 1, fired: 1, reasons: [] }]);
  });

  it.each([
    ['activity:explain two --integration script', 'not both'],
    ['activity:explain --last 5', '--last takes --integration'],
    ['activity:explain --integration script --last 0', '1'],
  ])('%s is refused', async (line, message) => {
    const { upshot } = await system.addProject();
    expect(await upshot(line)).toMatchObject({ code: 1, stderr: expect.stringContaining(message) as string });
  });

  it('prints one receipt a line with ndjson', async () => {
    const { script, run, upshot } = await recordTwoStates();
    const { stdout } = await upshot('activity:explain two --format ndjson');
    const receipts = stdout.trimEnd().split('\n');
    expect(receipts.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { activity: { state: 'complete' }, matched: [{ integration: script, run }] },
      { activity: { state: 'pending' }, matched: [] },
    ]);
  });
});

describe.concurrent('activity:get and activity:log', () => {
  it('shows the newest one without payload and log, with its duration', async () => {
    const { stdout } = await project.upshot('activity:get --format plain');
    expect(stdout).toMatch(/^Property\tValue\nid\tact0000000000\n/);
    expect(stdout).toContain('duration\t2.5\n');
    expect(stdout).not.toContain('payload');
  });

  it('finds nested properties, also under keys with dots', async () => {
    expect((await project.upshot('activity:get act0000000003 -P payload.environment.name')).stdout).toBe(
      'main\n',
    );
    expect((await project.upshot('activity:get act0000000003 -P payload.https://a.b/')).stdout).toBe(
      'route\n',
    );
  });

  it('names the candidates of an ambiguous id', async () => {
    const { code, stderr } = await project.upshot('activity:get act000000005');
    expect(code).toBe(1);
    expect(stderr).toContain('act000000005 is ambiguous');
    expect(stderr).toContain('  act0000000051\n');
  });

  it('prints a log until its seal, with timestamps on request', async () => {
    const { code, stdout, stderr } = await project.upshot('activity:log act0000000003 -t');
    expect(code).toBe(0);
    expect(stderr).toBe(
      'Activity ID: act0000000003\nType: environment.cron\nDescription: Ada pushed\n' +
        'Created: 2026-01-01T23:57:00+00:00\nState: complete\nLog:\n',
    );
    const time = '[2026-01-02T00:00:02+00:00]';
    expect(stdout).toBe(`${time} hello\n${time} world \\x1b[2J\n`);
  });

  it('prints control characters of a log into a pipe with --raw only', async () => {
    const { stdout } = await project.upshot('activity:log act0000000003 --raw');
    expect(stdout).toBe('hello\nworld \u001b[2J\n');
  });
});
