import { startRecordingProxy } from '@upshot/testing/recording-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;

beforeAll(async () => {
  system = await startCliSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

/** A script with a variable that is shown and one that is not. */
async function addVariables() {
  const project = await system.addProject();
  const script = await project.addScript();
  const path = `/integrations/${script}/variables`;
  await project.call('POST', path, { name: 'color', value: 'blue' });
  await project.call('POST', path, { name: 'api_token', value: 'hidden', is_sensitive: true });
  return { upshot: project.upshot, script, list: () => project.call('GET', path) };
}

describe.concurrent('integration variables', () => {
  it('are listed without the sensitive values', async () => {
    const { upshot, script } = await addVariables();
    const { stdout } = await upshot(`integration:variables ${script} --format tsv`);
    expect(stdout).toBe(
      'Name\tValue\tJSON\tSensitive\napi_token\t[Hidden: sensitive value]\tfalse\ttrue\ncolor\tblue\tfalse\tfalse\n',
    );
  });

  it('are shown by their names', async () => {
    const { upshot, script } = await addVariables();
    expect((await upshot(`integration:variable:get ${script} color -P value`)).stdout).toBe('blue\n');
  });

  it('are created from standard input', async () => {
    const { upshot, script, list } = await addVariables();
    await using proxy = await startRecordingProxy(system.url);
    const line = `integration:variable:create ${script} key --value-file - --sensitive`;
    const { code, stderr } = await upshot(line, { input: 's3cret\n', server: proxy.url });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Created variable key\n' });
    expect(proxy.sent('POST')).toEqual([{ name: 'key', value: 's3cret', is_sensitive: true }]);
    expect(await list()).toContainEqual(expect.objectContaining({ name: 'key', is_sensitive: true }));
  });

  it('are updated and deleted', async () => {
    const { upshot, script, list } = await addVariables();
    await using proxy = await startRecordingProxy(system.url);
    const line = `integration:variable:update ${script} color --value red --json no`;
    expect((await upshot(line, { server: proxy.url })).code).toBe(0);
    expect(proxy.sent('PATCH')).toEqual([{ value: 'red', is_json: false }]);
    expect(await list()).toContainEqual(expect.objectContaining({ name: 'color', value: 'red' }));
    const deleted = await upshot(`integration:variable:delete ${script} color -y`);
    expect(deleted.stderr).toBe('Deleted variable color\n');
    expect(await list()).toMatchObject([{ name: 'api_token' }]);
  });
});
