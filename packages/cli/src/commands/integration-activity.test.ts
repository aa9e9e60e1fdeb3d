import { eventually } from '@upshot/testing/eventually';
import { startRecordingProxy } from '@upshot/testing/recording-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';
import { startUpshot } from '@upshot/testing/run-upshot';

let system: CliSystem;

beforeAll(async () => {
  system = await startCliSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

const push = (id: string) => ({ id, type: 'environment.push', state: 'complete', environments: ['main'] });

/** A script with one run, which succeeded. */
async function addRun() {
  const project = await system.addProject();
  const script = await project.addScript();
  await project.record(push('pushed'));
  const output = ['hello', 'world \u001b[2J'].map((text) => ({ level: 'log' as const, at_ms: 1, text }));
  const [run = ''] = await project.settle(script, { output });
  return { project, upshot: project.upshot, script, run };
}

describe.concurrent("an integration's runs", () => {
  it.each(['integration:activities', 'int:act', 'i:act'])('are listed as activities: %s', async (name) => {
    const { project, upshot, script, run } = await addRun();
    const [activity] = await project.call<{ created_at: string }[]>(
      'GET',
      `/integrations/${script}/activities`,
    );
    const created = `${activity?.created_at.slice(0, 19)}+00:00`;
    const { code, stdout } = await upshot(`${name} ${script} --format csv -c +outcome`);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'ID,Created,Description,Type,State,Result,Outcome\n' +
        `${run},${created},Running activity script,integration.script,complete,success,succeeded\n`,
    );
  });

  it('ignore -e, as the Platform.sh CLI does, and say so', async () => {
    const { upshot, script, run } = await addRun();
    const { code, stdout, stderr } = await upshot(`i:act ${script} -e other --format csv`);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'The option --environment is deprecated: it has no effect here.\n',
    });
    expect(stdout).toContain(run);
  });

  it('are shown as activities, with their log', async () => {
    const { upshot, script, run } = await addRun();
    const get = await upshot(`integration:activity:get ${script} ${run.slice(0, 9)} -P payload.attempt`);
    expect(get.stdout).toBe('1\n');
    const { stdout, stderr } = await upshot(`integration:activity:log ${script}`);
    expect(stdout).toBe('hello\nworld \\x1b[2J\n');
    expect(stderr).toContain(`Activity ID: ${run}\n`);
  });
});

describe.concurrent('integration:activity:cancel', () => {
  it('cancels the run that can be: of two, the one that is not in progress', async () => {
    const project = await system.addProject();
    const script = await project.add({ type: 'script', events: ['*'], script: ';', concurrency: 2 });
    await project.record(push('first'), push('second'));
    const begin = `update pending_runs set
      lane = integration_id || case activity_id when 'first' then '.0' else '.1' end,
      begun_at = case activity_id when 'first' then now() end
      where integration_id = $1`;
    await system.query(begin, [script]);
    const { code, stderr } = await project.upshot(`integration:activity:cancel ${script}`);
    const [cancelled] = await project.call<{ id: string; state: string; activity: string }[]>(
      'GET',
      '/runs?outcome=cancelled',
    );
    expect(cancelled?.activity).toBe('second');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Cancelled activity ${cancelled?.id} (Running activity script)\n`,
    });
  });

  it('says why one cannot be: exit code 1', async () => {
    const { upshot, script, run } = await addRun();
    const { code, stderr } = await upshot(`integration:activity:cancel ${script} ${run}`);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `The activity ${run} cannot be cancelled in its current state (complete): it has ended.\n`,
    });
  });
});

/** Deletes an integration of a server that begins activities for it, as Platform.sh's does; `end` ends them. */
async function deleteSlowly(results: readonly string[], ...flags: readonly string[]) {
  const project = await system.addProject();
  const script = await project.addScript();
  const activities = results.map((result, index) => ({
    id: `redeploy-${result}-${index}`,
    type: 'environment.redeploy',
    state: 'pending',
    text: 'Redeploying',
  }));
  await project.record(...activities);
  const proxy = await startRecordingProxy(system.url, ({ method }, body) =>
    method === 'DELETE' ? JSON.stringify({ status: 'Accepted', code: 202, _embedded: { activities } }) : body,
  );
  const env = { UPSHOT_PROJECT: project.id };
  const { stderr, ended } = startUpshot(proxy.url, ['integration:delete', script, '-y', ...flags], { env });
  return {
    script,
    stderr,
    ended,
    end: () =>
      project.record(
        ...activities.map((activity, index) => ({
          ...activity,
          state: 'complete',
          result: results[index],
          text: 'Redeployed',
          log: 'hello\nworld \u001b[2J\n',
        })),
      ),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

describe.concurrent('waiting for activities', () => {
  it('prints the log of a single one', async () => {
    await using deletion = await deleteSlowly(['success']);
    await eventually(() => expect(deletion.stderr()).toContain('Waiting for'));
    await deletion.end();
    const { code, stderr } = await deletion.ended;
    expect(code).toBe(0);
    expect(stderr).toBe(
      `Deleted integration ${deletion.script}\nWaiting for the activity redeploy-success-0 (Redeploying):\n` +
        'hello\nworld \\x1b[2J\nActivity redeploy-success-0: success\n',
    );
  });

  it('says of several how each ended, prints the log of the failed one, and ends with exit code 1', async () => {
    await using deletion = await deleteSlowly(['success', 'success', 'failure']);
    await eventually(() => expect(deletion.stderr()).toContain('Waiting for 3 activities...\n'));
    await deletion.end();
    const { code, stderr } = await deletion.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('Waiting for 3 activities...\n');
    expect(stderr).toContain('3 of 3: activity redeploy-');
    expect(stderr.match(/hello/g)).toHaveLength(1);
    expect(stderr).toMatch(/\nThe activity redeploy-failure-2 failed.\n$/);
  });

  it.each(['-W', '--no-wait'])('does not with %s', async (flag) => {
    await using deletion = await deleteSlowly(['success', 'success', 'failure'], flag);
    const { code, stderr } = await deletion.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Deleted integration ${deletion.script}\n` });
  });
});
