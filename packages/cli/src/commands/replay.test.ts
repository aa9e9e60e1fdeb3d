import { eventually } from '@upshot/testing/eventually';
import { startRecordingProxy, type RecordingProxy } from '@upshot/testing/recording-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;

beforeAll(async () => {
  system = await startCliSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

const named = (count: number) => Array.from({ length: count }, (_, n) => `act${n + 1}`);

/** A project with a script that failed on each of so many activities, which failed themselves. */
async function addFailures(count: number) {
  const project = await system.addProject();
  const script = await project.addScript();
  const activities = named(count).map((id) => ({
    id,
    type: 'environment.push',
    state: 'complete',
    result: 'failure',
    environments: ['main'],
  }));
  await project.record(...activities);
  const failed = await project.settle(script, { outcome: 'failed' });
  const pending = async () =>
    (await project.call<{ id: string; replay: string }[]>('GET', '/runs')).filter(
      (run) => !failed.includes(run.id),
    );
  return { ...project, script, failed, pending };
}

const sentTo = ({ requests }: RecordingProxy) =>
  requests
    .filter(({ method }) => method === 'POST')
    .map(({ body, headers }) => {
      return { body: JSON.parse(body) as object, idempotencyKey: headers['idempotency-key'] };
    });

describe.concurrent('activity:replay', () => {
  it('counts first, then replays under an idempotency key', async () => {
    const { script, failed, pending, upshot } = await addFailures(1);
    await using proxy = await startRecordingProxy(system.url);
    const { code, stdout, stderr } = await upshot('activity:replay act1 --state complete', {
      server: proxy.url,
    });
    const [run] = await pending();
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `1 run of 1 activity\nReplay ${run?.replay}: 1 run started\n`,
    });
    expect(stdout).toMatch(new RegExp(`${run?.id} │ act1 +│ ${script} │ script │ ${failed[0]}`));
    const body = { activities: ['act1'], state: ['complete'] };
    const [dry, real] = sentTo(proxy);
    expect(dry).toEqual({ body: { ...body, dry_run: true }, idempotencyKey: undefined });
    expect(real).toEqual({ body, idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
  });

  it('is followed, listed and cancelled by its id', async () => {
    const { script, settle, upshot } = await addFailures(3);
    expect(await upshot('replay:list')).toMatchObject({ code: 1, stderr: 'No replays found\n' });
    const { stderr } = await upshot('activity:replay act1 act2 act3 --state complete --yes');
    const [, id = ''] = /Replay (\w+): 3 runs started/.exec(stderr) ?? [];
    expect((await upshot(`replay:get ${id} -P pending`)).stdout).toBe('3\n');
    expect(await upshot(`replay:cancel ${id}`)).toMatchObject({
      code: 0,
      stderr: `Replay ${id}: 3 runs are cancelled\n`,
    });
    expect(await settle(script)).toEqual([]);
    const listed = await upshot('replay:list --format csv --columns id,runs,done,failed,pending');
    expect(listed.stdout.split('\n')[1]).toBe(`${id},3,3,0,0`);
    expect(await upshot('replay:cancel none')).toMatchObject({ code: 1 });
  });

  it('makes the newest run of the project', async () => {
    const { pending, upshot } = await addFailures(2);
    expect((await upshot('activity:replay act1 --state complete')).code).toBe(0);
    const [run] = await pending();
    expect((await upshot('run:get -P id')).stdout).toBe(`${run?.id}\n`);
    const listed = await upshot('runs --format plain --no-header -c id');
    expect(listed.stdout.split('\n')[0]).toBe(run?.id);
  });

  it('takes several activities by id', async () => {
    const { pending, upshot } = await addFailures(3);
    await using proxy = await startRecordingProxy(system.url);
    expect((await upshot('activity:replay act1 act2 -y', { server: proxy.url })).code).toBe(0);
    expect(sentTo(proxy).at(-1)?.body).toEqual({ activities: ['act1', 'act2'] });
    expect(await pending()).toHaveLength(2);
  });

  it('takes every filter', async () => {
    const { script, upshot } = await addFailures(1);
    await using proxy = await startRecordingProxy(system.url);
    const filters =
      '-t environment.* --state complete --result failure -e main --outcome failed,timed_out ' +
      '--from 2026-01-01 --to 2100-01-02T00:00Z';
    const how = `--integration ${script} --script original --limit 7`;
    const { code, stderr } = await upshot(`activity:replay ${filters} ${how}`, { server: proxy.url });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^1 run of 1 activity\nReplay [a-z0-9]+: 1 run started\n$/);
    expect(sentTo(proxy).at(-1)?.body).toEqual({
      filter: {
        type: ['environment.*'],
        state: ['complete'],
        result: ['failure'],
        environment: ['main'],
        outcome: ['failed', 'timed_out'],
        from: '2026-01-01T00:00:00.000000+00:00',
        to: '2100-01-02T00:00:00.000000+00:00',
      },
      integrations: [script],
      script: 'original',
      limit: 7,
    });
  });

  it('only says what would run with --dry-run', async () => {
    const { script, failed, pending, upshot } = await addFailures(1);
    await using proxy = await startRecordingProxy(system.url);
    const { code, stdout } = await upshot('activity:replay --outcome failed --dry-run --format csv', {
      server: proxy.url,
    });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'Activity,Type,State,Integration,Name,Replay of\n' +
        `act1,environment.push,complete,${script},script,${failed[0]}\n`,
    });
    expect(sentTo(proxy)).toHaveLength(1);
    expect(await pending()).toEqual([]);
  });

  it('prints the plan and the replay as one line with ndjson', async () => {
    const { script, pending, upshot } = await addFailures(1);
    const plan = await upshot('activity:replay act1 --dry-run --format ndjson');
    const made = await upshot('activity:replay act1 --format ndjson');
    const [run] = await pending();
    const lines = [plan, made].map(({ stdout }) => stdout.split('\n'));
    expect(lines.map(({ length }) => length)).toEqual([2, 2]);
    expect(lines.map(([line = '']) => JSON.parse(line) as unknown)).toMatchObject([
      { count: { runs: 1 }, sample: [{ activity: 'act1', integration: script }] },
      { replay: run?.replay, runs: [{ run: run?.id }] },
    ]);
  });

  it('refuses to start more than one run unasked: exit code 1, saying how', async () => {
    const { pending, upshot } = await addFailures(3);
    const line = 'activity:replay --outcome failed --limit 2 --format csv';
    await using proxy = await startRecordingProxy(system.url);
    const { code, stdout, stderr } = await upshot(line, { server: proxy.url });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      '2 runs of 2 activities, and more than that: --limit lets more through\n' +
        'Start 2 runs? Use --yes to answer yes.\n',
    );
    expect(sentTo(proxy).every(({ body }) => 'dry_run' in body)).toBe(true);
    expect(await pending()).toEqual([]);
  });

  it('starts them with -y, and says what the list leaves out', async () => {
    const { addScript, id, upshot } = await system.addProject();
    await addScript();
    await recordMany(id, 1001);
    const { code, stderr } = await upshot('activity:replay --type environment.push --limit 2000 -y');
    expect(code).toBe(0);
    expect(stderr).toMatch(/Replay [a-z0-9]+: 1001 runs started\nOf these, the first 1000 are listed\.\n$/);
  });

  it('waits for the runs and prints their output', async () => {
    const { script, settle, upshot } = await addFailures(1);
    const replaying = upshot('activity:replay act1 --wait');
    const output = [{ level: 'log', at_ms: 1, text: 'counted to 1' }] as const;
    await eventually(async () => expect(await settle(script, { output })).toHaveLength(1));
    const { code, stdout } = await replaying;
    expect(code).toBe(0);
    expect(stdout).toMatch(/counted to 1\n$/);
  });

  it('refuses when nothing of the project answers an activity', async () => {
    const { record, upshot } = await system.addProject();
    await record({ id: 'act1', type: 'environment.push', state: 'complete' });
    const { code, stderr } = await upshot('activity:replay act1');
    expect(code).toBe(1);
    expect(stderr).toContain('There is nothing to replay.');
  });

  it('says why an integration does not answer an activity', async () => {
    const { addWebhook, record, upshot } = await system.addProject();
    const hook = await addWebhook({ events: ['environment.branch'] });
    await record({ id: 'act1', type: 'environment.push', state: 'complete' });
    const { code, stderr } = await upshot(`activity:replay act1 --integration ${hook}`);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'example.com does not answer act1: type "environment.push" is not in events ["environment.branch"]',
    );
  });

  it('gives no reason for an integration of a type that it does not know', async () => {
    const { addWebhook, record, upshot } = await system.addProject();
    await addWebhook({ events: ['environment.branch'] });
    await record({ id: 'act1', type: 'environment.push', state: 'complete' });
    await using proxy = await startRecordingProxy(system.url, ({ path }, body) =>
      path.endsWith('/integrations') ? body.replaceAll('"webhook"', '"newer"') : body,
    );
    const { code, stderr } = await upshot('activity:replay act1', { server: proxy.url });
    const count = '0 runs of 0 activities\n';
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${count}There is nothing to replay.\n` });
  });

  it('asks for no more than the reasons need', async () => {
    const { record, upshot } = await system.addProject();
    await record(...named(25).map((id) => ({ id, type: 'environment.push', state: 'complete' })));
    await using proxy = await startRecordingProxy(system.url);
    const asked = (part: string) => proxy.requests.filter(({ path }) => path.includes(part)).length;
    const filtered = await upshot('activity:replay --outcome failed', { server: proxy.url });
    expect(filtered.stderr).toMatch(/There is nothing to replay\.\n$/);
    expect(asked('/integrations')).toBe(0);
    const { stderr } = await upshot(['activity:replay', ...named(25)], { server: proxy.url });
    expect(stderr).toMatch(/There is nothing to replay\.\n$/);
    expect(asked('/activities/')).toBe(20);
  });

  it('takes the short names of types that activity:list takes', async () => {
    const { upshot } = await addFailures(1);
    const { code, stderr } = await upshot('activity:replay -t push --dry-run');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '1 run of 1 activity\n' });
  });

  it.each([
    ['activity:replay', 'Say which activities: by their ids, or by filters'],
    ['activity:replay act1 --type environment.push', 'Name activities by id or by filters, not both.'],
    ['activity:replay act1 --script newest', 'Allowed choices are current, original'],
  ])('refuses %s', async (line, message) => {
    const { upshot } = await system.addProject();
    const { code, stderr } = await upshot(line);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

/** Records complete pushes that no integration has answered. */
async function recordMany(project: string, count: number): Promise<void> {
  await system.query(
    `with identity as (
      insert into activity_identities (project_id, activity_id, state)
      select $1, 'n' || n, 'complete' from generate_series(1, $2::int) n returning *
    )
    insert into activities
      (seq, recorded_at, project_id, id, type, state, result, environments, created_at, body, receipt)
    select seq, recorded_at, project_id, activity_id, 'environment.push', state, null, '{}', recorded_at, '{}', '{}'
    from identity`,
    [project, count],
  );
}
