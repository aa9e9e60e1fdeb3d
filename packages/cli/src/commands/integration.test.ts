import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRecordingProxy } from '@upshot/testing/recording-proxy';
import { summarize } from '../integrations/summarize.ts';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

interface Integration {
  readonly id: string;
  readonly states: readonly string[];
  readonly paused_at: string | null;
  readonly paused_reason: string | null;
}

let system: CliSystem;

beforeAll(async () => {
  system = await startCliSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

/** A project with a script and a webhook. */
async function addIntegrations() {
  const project = await system.addProject();
  const script = await project.addScript();
  const hook = await project.addWebhook();
  const get = (id: string) => project.call<Integration>('GET', `/integrations/${id}`);
  return { project, upshot: project.upshot, script, hook, get };
}

describe.concurrent('integration commands', () => {
  it('lists integrations as data, with headings and hints on standard error', async () => {
    const { project, upshot, script } = await addIntegrations();
    const { code, stdout, stderr } = await upshot('integrations');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`│ ${script} │ script +│ script {2}│ Script:`));
    expect(stdout).toContain('URL: https://example.com/hook');
    expect(stderr).toContain(`Integrations of the project ${project.id}:`);
    expect(stderr).toContain('upshot integration:add');
  });

  it('lists and deletes the health.email that a new project begins with', async () => {
    const { upshot } = await system.addProject({ keepsDefaults: true });
    const { stdout } = await upshot('integration:list --format csv --no-header --columns name,type,summary');
    expect(stdout).toBe('health.email,health.email,To: #admins\n');
    expect(await upshot('integration:delete health.email --yes')).toMatchObject({ code: 0 });
    expect(await upshot('integration:list')).toMatchObject({ code: 1, stderr: 'No integrations found\n' });
  });

  it('finds no integration of an unused type: exit code 1', async () => {
    const { upshot } = await addIntegrations();
    const { code, stdout, stderr } = await upshot('integration:list --type hipchat');
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: 'No integrations found\n' });
  });

  it('shows one, found by how its id begins, in the order of the server', async () => {
    const { upshot, script, get } = await addIntegrations();
    const { stdout } = await upshot(`integration:get ${script.slice(0, 9)} --format plain --no-header`);
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    const entity = await get(script);
    expect(names.slice(0, 5)).toEqual(Object.keys(entity).slice(0, 5));
    expect(names.slice(0, 4)).toEqual(['id', 'name', 'type', 'role']);
    expect(stdout).toContain("events\t- '*'\n");
    expect(stdout).toMatch(/\ncreated_at\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00\n/);
    expect(stdout).not.toContain('_links');
  });

  it('pauses one, with a reason if there is one', async () => {
    const { upshot, script, hook, get } = await addIntegrations();
    const { code, stderr } = await upshot(`integration:pause ${script} --reason maintenance`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Paused integration ${script}\n` });
    expect(await get(script)).toMatchObject({ paused_reason: 'maintenance' });
    await upshot(`integration:pause ${hook}`);
    const { stdout } = await upshot('integration:list --format csv -c id,paused');
    expect(stdout).toBe(`ID,Paused\n${script},maintenance\n${hook},yes\n`);
    expect((await upshot('integration:list')).stdout).toContain('│ maintenance │');
    expect(await get(hook)).toMatchObject({ paused_at: expect.any(String) as string, paused_reason: null });
    const unknown = await upshot('integration:pause nothing');
    expect(unknown.code).toBe(1);
  });

  it('shows how the last run ended, and since when one fails, where there is something to show', async () => {
    const { project, upshot, script, hook } = await addIntegrations();
    const header = async () => (await upshot('integration:list --format csv')).stdout.split('\n')[0];
    expect(await header()).toBe('ID,Name,Type,Summary');
    await project.record({ id: 'act1', type: 'environment.push', state: 'complete', result: 'success' });
    await project.settle(hook);
    expect(await header()).toBe('ID,Name,Type,Summary,Last outcome');
    await project.settle(script, { outcome: 'failed' });
    expect(await header()).toBe('ID,Name,Type,Summary,Last outcome,Failing since');
    const line = 'integration:list --format csv --no-header -c id,last_outcome,failing_since';
    expect((await upshot(line)).stdout).toMatch(new RegExp(`^${script},failed,2\\S+\n${hook},succeeded,\n$`));
    expect((await upshot(`integration:get ${script} -P last_outcome`)).stdout).toBe('failed\n');
    const since = await upshot(`integration:get ${script} -P failing_since`);
    expect(since.stdout).toMatch(/^2\S+[+-]\d\d:\d\d\n$/);
  });

  it('resumes one, and says with --recover how many runs that made', async () => {
    const { project, upshot, script, get } = await addIntegrations();
    const miss = async (name: string, count: number) => {
      await project.call('POST', `/integrations/${script}/pause`);
      const activities = Array.from({ length: count }, (_, n) => ({ id: `${name}${n}`, state: 'complete' }));
      await project.record(...activities.map((activity) => ({ ...activity, type: 'environment.push' })));
    };
    await miss('left', 1);
    const { code, stderr } = await upshot(`integration:resume ${script}`);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      new RegExp(
        `^Resumed integration ${script}\\nIt missed 1 activity while it was paused. .*--from 2.* --to 2`,
      ),
    );
    expect(await get(script)).toMatchObject({ paused_at: null });
    expect(await project.call('GET', `/runs?integration=${script}`)).toEqual([]);
    await miss('recovered', 12);
    const recovered = await upshot(`integration:resume ${script} --recover`);
    expect(recovered.stderr).toBe(`Resumed integration ${script}: 12 runs for what it missed\n`);
    expect(await project.call('GET', `/runs?integration=${script}`)).toHaveLength(12);
  });

  it('prints a single property', async () => {
    const { upshot, script } = await addIntegrations();
    const text = await upshot(`integration:get ${script} -P script`);
    expect(text.stdout).toBe('console.log("hello");\n');
    const unknown = await upshot(`integration:get ${script} -P nothing`);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('Property not found: nothing');
  });

  it('wants an id when it cannot ask', async () => {
    const { upshot } = await addIntegrations();
    const { code, stderr } = await upshot('integration:get');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'The name or ID of an integration is required.\n' });
  });

  it('updates only what differs', async () => {
    const { upshot, script, get } = await addIntegrations();
    await using proxy = await startRecordingProxy(system.url);
    const line = `integration:update ${script} --events * --states pending,complete`;
    const { code, stderr } = await upshot(line, { server: proxy.url });
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Integration ${script} (script) updated\n` });
    expect(proxy.sent('PATCH')).toEqual([{ states: ['pending', 'complete'] }]);
    expect(await get(script)).toMatchObject({ states: ['pending', 'complete'] });
  });

  it('says when there is nothing to update', async () => {
    const { upshot, script } = await addIntegrations();
    const { code, stdout, stderr } = await upshot(`integration:update ${script} --events *`);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'No changed values were provided to update.\n' });
    expect(stdout).toContain(script);
  });

  it('deletes after a yes, and not without', async () => {
    const { project, upshot, script, hook } = await addIntegrations();
    const refused = await upshot(`integration:delete ${script}`);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`Delete the integration script (${script}, type: script)?`);
    expect(await project.call('GET', '/integrations')).toHaveLength(2);
    const { code, stderr } = await upshot(`integration:delete ${script} -y`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Deleted integration ${script}\n` });
    expect(await project.call('GET', '/integrations')).toMatchObject([{ id: hook }]);
  });

  it('validates: exit code 4 with the reason', async () => {
    const { project, upshot, script } = await addIntegrations();
    const valid = await upshot(`integration:validate ${script}`);
    expect(valid).toMatchObject({ code: 0, stdout: '' });
    expect(valid.stderr).toContain('The integration is valid.');
    const signed = await project.addWebhook({ shared_key: 'c2VjcmV0' });
    await system.query(`update integrations set sealed = '{"shared_key": "lost"}' where id = $1`, [signed]);
    const invalid = await upshot(`integration:validate ${signed}`);
    expect(invalid.code).toBe(4);
    expect(invalid.stderr).toContain('The following error was found:\n  * shared_key: cannot be opened');
  });
});

describe('a summary', () => {
  it('is cut to 240 characters, tabs as two spaces', () => {
    const script = `\t${'x'.repeat(500)}`;
    expect(summarize({ id: 'a', type: 'script', script })).toBe(`Script:\n  ${'x'.repeat(227)}...`);
  });

  it('is JSON where the type is one of a newer server', () => {
    expect(summarize({ id: 'a', type: 'github', repository: 'a/b' })).toBe('{"repository":"a/b"}');
  });
});
