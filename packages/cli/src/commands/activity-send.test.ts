import { startRecordingProxy } from '@upshot/testing/recording-proxy';
import { eventually } from '@upshot/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';
import type { RunOptions } from '@upshot/testing/run-upshot';

let system: CliSystem;

beforeAll(async () => {
  system = await startCliSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

const activity = '{ "id": "one", "type": "a.b", "state": "complete", "size": 12345678901234567890 }';

/** Sends activities to a new project: what the command printed and sent, and what the server has then. */
async function send(line: string, options: RunOptions) {
  const project = await system.addProject();
  await using proxy = await startRecordingProxy(system.url);
  const ended = await project.upshot(line, { ...options, server: proxy.url });
  const sent = proxy.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
  const recorded = await system.query<{ body: string }>(
    'select body from activities where project_id = $1 order by seq',
    [project.id],
  );
  return { ...ended, sent, recorded: recorded.map(({ body }) => body) };
}

/** A script that answers every activity; its only run is settled as `over` says while a command waits for it. */
async function addWaitedFor(over: Parameters<CliProject['settle']>[1]) {
  const project = await system.addProject();
  const script = await project.addScript();
  const settled = () =>
    eventually(async () => {
      const [run] = await project.settle(script, over);
      if (run === undefined) throw new Error('there is no run yet');
      return run;
    });
  return { ...project, script, settled };
}

const failure = {
  outcome: 'failed',
  error: { name: 'TypeError', message: 'x is not a function', line: 3, column: 5 },
  output: [{ level: 'log', at_ms: 1, text: 'before it failed' }],
} as const;

const success = { output: [{ level: 'log', at_ms: 1, text: 'counted to 1' }] } as const;

describe.concurrent('activity:send', () => {
  it('prints who answers', async () => {
    const { addScript, addWebhook, call, upshot } = await system.addProject();
    const script = await addScript();
    const hook = await addWebhook({ events: ['other'] });
    const { code, stdout, stderr } = await upshot('activity:send -', { input: `${activity}\n` });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Recorded activity one (complete)\n' });
    const [run] = await call<{ id: string }[]>('GET', '/runs');
    expect(stdout).toMatch(new RegExp(`${script} │ script +│ matched │ ${run?.id}`));
    expect(stdout).toMatch(new RegExp(`${hook} │ example\\.com │ skipped │ +│ type "a.b" is not in events`));
  });

  it('sends one object byte for byte', async () => {
    const { sent, recorded } = await send('activity:send -', { input: `${activity}\n` });
    expect(sent).toEqual([activity]);
    expect(recorded).toEqual([activity]);
  });

  it('says when the activity was known already, and when its body was another', async () => {
    const { upshot } = await system.addProject();
    await upshot('activity:send', { input: activity });
    const again = await upshot('activity:send', { input: activity });
    const unanswered = 'No integration of the project answers this.\n';
    expect(again.stderr).toBe(`Already had activity one (complete)\n${unanswered}`);
    const other = await upshot('activity:send', { input: activity.replace('123', '124') });
    expect(other.stderr).toContain('Warning: one was recorded with another body, which stays\n');
  });

  it('sends one activity a line, a hundred at a time', async () => {
    const lines = Array.from({ length: 150 }, (_, id) => `{"id":"a${id}","type":"a.b","state":"complete"}\n`);
    const { code, stderr, sent, recorded } = await send('activity:send - --format json', {
      input: lines.join(''),
    });
    expect(code).toBe(0);
    expect(stderr).toContain('Sent 150 of 150');
    expect(sent.map((body) => (JSON.parse(body) as unknown[]).length)).toEqual([100, 50]);
    expect(recorded).toHaveLength(150);
  });

  it('prints one receipt a line with ndjson, and with --wait one object', async () => {
    const { script, settled, upshot } = await addWaitedFor(success);
    const waiting = upshot('activity:send --wait --format ndjson', { input: activity });
    const run = await settled();
    const waited = (await waiting).stdout.split('\n');
    expect(waited).toEqual([expect.any(String), '']);
    expect(JSON.parse(waited[0] ?? '')).toMatchObject({
      receipts: [{ matched: [{ integration: script, run }] }],
      runs: [{ id: run, outcome: 'succeeded' }],
    });
    const others = ['two', 'three'].map((id) => activity.replace('"one"', `"${id}"`));
    const { stdout } = await upshot('activity:send --format ndjson', { input: others.join('\n') });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([
      { activity: { id: 'two' }, matched: [{ integration: script }] },
      { activity: { id: 'three' }, matched: [{ integration: script }] },
    ]);
  });

  it('changes what it is told to and keeps every digit of the rest', async () => {
    const line = 'activity:send - --type environment.merge -e dev,qa --set payload.n=1 --set payload.s=x';
    const { code, sent, recorded } = await send(line, { input: `[${activity}]` });
    expect(code).toBe(0);
    const changed =
      '{"id":"one","type":"environment.merge","state":"complete","size":12345678901234567890,' +
      '"environments":["dev","qa"],"payload":{"n":1,"s":"x"}}';
    expect(sent).toEqual([changed]);
    expect(recorded).toEqual([changed]);
  });

  it('makes a small activity of a type', async () => {
    const { code, recorded } = await send('activity:send --type environment.push -e main', {});
    expect(code).toBe(0);
    expect(recorded.map((body) => JSON.parse(body) as unknown)).toMatchObject([
      { type: 'environment.push', environments: ['main'], state: 'complete' },
    ]);
  });

  it('waits for the runs and prints their output', async () => {
    const { settled, upshot } = await addWaitedFor(success);
    const sending = upshot('activity:send --wait', { input: activity });
    const run = await settled();
    const { code, stdout, stderr } = await sending;
    expect(code).toBe(0);
    expect(stdout).toMatch(/counted to 1\n$/);
    expect(stderr).toContain(`Run ${run} (integration script): succeeded`);
  });

  it('ends with exit code 1 when a run failed', async () => {
    const { settled, upshot } = await addWaitedFor(failure);
    const sending = upshot('activity:send --wait', { input: activity });
    await settled();
    const { code, stdout, stderr } = await sending;
    expect(code).toBe(1);
    expect(stdout).toContain('before it failed');
    expect(stderr).toContain('TypeError: x is not a function (line 3, column 5)\n1 of 1 runs failed.');
  });

  it('sends a sample and waits for its runs with a token of scope producer', async () => {
    const { id, settled, upshot } = await addWaitedFor(failure);
    const { token } = (await system.call('POST', '/tokens', {
      scope: 'producer',
      name: 'x',
      project: id,
    })) as {
      token: string;
    };
    const env = { UPSHOT_TOKEN: token };
    await using proxy = await startRecordingProxy(system.url);
    const asked = (end: string) => proxy.requests.filter(({ path }) => path.endsWith(end)).length;
    const sending = upshot('activity:send --type environment.push --wait', { env, server: proxy.url });
    await eventually(() => expect(asked('/outcome')).toBeGreaterThan(2));
    const run = await settled();
    const { code, stdout, stderr } = await sending;
    expect(code).toBe(1);
    expect(stdout).not.toContain('before it failed');
    expect(stderr).toContain(`Run ${run} (integration script): failed\n1 of 1 runs failed.`);
    expect(asked(`/runs/${run}`)).toBe(1);
    expect((await upshot('activity:list', { env })).code).toBe(6);
  });

  it('says with --quiet, too, why a run failed', async () => {
    const { settled, upshot } = await addWaitedFor(failure);
    const sending = upshot('activity:send --wait --quiet', { input: activity });
    const run = await settled();
    const { stderr } = await sending;
    expect(stderr).toBe(
      `Run ${run} (integration script): failed\nTypeError: x is not a function (line 3, column 5)\n` +
        '1 of 1 runs failed.\n',
    );
  });

  it('names the line that is not JSON', async () => {
    const { code, stderr, sent } = await send('activity:send', { input: '{"id":"a"}\n{oops}\n' });
    expect(code).toBe(1);
    expect(stderr).toContain('Line 2 is not valid JSON');
    expect(sent).toEqual([]);
  });
});

describe.concurrent('environment:redeploy', () => {
  it.each(['redeploy', 'environment:redeploy'])(
    '%s sends a sample and waits for its runs',
    async (command) => {
      const { settled, upshot, call } = await addWaitedFor(success);
      const sending = upshot(`${command} -e dev`);
      await settled();
      const { code, stdout } = await sending;
      expect(code).toBe(0);
      expect(stdout).toMatch(/counted to 1\n$/);
      expect(await call('GET', '/activities')).toMatchObject([
        { type: 'environment.redeploy', environments: ['dev'], state: 'complete' },
      ]);
    },
  );

  it('does not wait with -W', async () => {
    const { upshot } = await addWaitedFor(success);
    const { code, stderr } = await upshot('redeploy -W');
    expect(code).toBe(0);
    expect(stderr).not.toContain('Waiting');
  });
});

describe.concurrent('runs', () => {
  it('are listed and selected', async () => {
    const { addScript, record, settle, upshot } = await system.addProject();
    const script = await addScript();
    await record({ id: 'good', type: 'a.b', state: 'complete' });
    await settle(script, success);
    await record({ id: 'bad', type: 'a.b', state: 'complete' });
    const [failed] = await settle(script, failure);
    const { stdout } = await upshot('run:list --outcome failed --format plain -c id,outcome,error');
    expect(stdout).toBe(`ID\tOutcome\tError\n${failed}\tfailed\tx is not a function\n`);
  });

  it.each([
    ['80', 'ID Started Activity type Name State Outcome'],
    ['60', 'ID Activity type Name Outcome'],
  ])('fit %s columns, with whole ids and the least important columns left out', async (columns, shown) => {
    const { addScript, record, settle, upshot } = await system.addProject();
    const script = await addScript();
    await record({ id: 'good', type: 'environment.backup.delete', state: 'complete' });
    const [run = ''] = await settle(script, success);
    const { stdout } = await upshot('run:list', { env: { COLUMNS: columns } });
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(Number(columns));
    expect(stdout.split('\n')[1]?.replaceAll(/[│ ]+/g, ' ').trim()).toBe(shown);
    expect(stdout).toContain(run);
    const chosen = await upshot('run:list -c id,started', { env: { COLUMNS: '30' } });
    expect(chosen.stdout).toContain('Started');
  });

  it('are listed to the end with --all, and one JSON object a line with ndjson', async () => {
    const { addScript, record, upshot } = await system.addProject();
    await addScript();
    const count = 230;
    for (let from = 0; from < count; from += 100) {
      const ids = Array.from({ length: Math.min(100, count - from) }, (_, index) => `act${from + index}`);
      await record(...ids.map((id) => ({ id, type: 'a.b', state: 'complete' })));
    }
    const { stdout } = await upshot('run:list --all --format ndjson');
    const runs = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { activity: string });
    expect(new Set(runs.map(({ activity }) => activity)).size).toBe(count);
    expect(runs).toHaveLength(count);
    const narrow = await upshot('run:list --limit 1 --format ndjson -c activity_type');
    expect(narrow.stdout).toBe('{"activity_type":"a.b"}\n');
  });

  it('are all listed with --all, though the oldest moment has more of them than a page', async () => {
    const { addScript, id, upshot } = await system.addProject();
    const script = await addScript();
    await system.query(
      `insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
        activity_id, activity_type, activity_state, activity_recorded_at, worker)
       select $1 || n, 1, true, 'succeeded', $1, $2, 'script', 'a', 'a.b', 'complete', '2026-01-01', 'w'
       from generate_series(1, 1100) n`,
      [id, script],
    );
    const { code, stdout } = await upshot('run:list --all --format plain --no-header -c id');
    expect(code).toBe(0);
    expect(new Set(stdout.trimEnd().split('\n')).size).toBe(1100);
  });

  it('are shown with their output', async () => {
    const { addScript, record, settle, upshot } = await system.addProject();
    const script = await addScript();
    await record({ id: 'good', type: 'a.b', state: 'complete' });
    const [run = ''] = await settle(script, success);
    expect((await upshot(`run:get ${run.slice(0, 9)} -P output`)).stdout).toBe('counted to 1\n');
    const json = await upshot(`run:get ${run} -P output --format json`);
    expect((await upshot(`run:get ${run} -P output --format ndjson`)).stdout).toBe(json.stdout);
  });
});
