import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { eventually } from '@upshot/testing/eventually';
import { runUpshot } from '@upshot/testing/run-upshot';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const source = `console.log('about', activity.id);
if (activity.id === 'act2') throw new Error('no');
`;

let parts: AsyncDisposableStack;
let system: TestSystem;
let folder: string;

const upshot = (...args: string[]) => runUpshot(system.url, args, { env: { UPSHOT_PROJECT: project } });

/** Three runs: the second failed, the third was recorded. */
beforeAll(async () => {
  parts = new AsyncDisposableStack();
  folder = parts.use(await temporaryDirectory()).path;
  system = parts.use(await startSystem());
  await system.addIntegration({ type: 'script', name: 'notify', events: ['*'], script: source });
  const send = (id: string) => system.post({ id, type: 'environment.push', state: 'complete' });
  await send('act1');
  await send('act2');
  await system.logged(2);
  await system.call('PUT', `/projects/${project}/integrations/notify/recording`, { count: 1 });
  await send('act3');
  await system.logged(3);
});
afterAll(() => parts.disposeAsync());

async function file(text: string): Promise<string> {
  const name = join(folder, 'notify.js');
  await writeFile(name, text);
  return name;
}

describe('script:test --on-server', () => {
  const test = async (text: string, ...args: string[]) =>
    await upshot('script:test', await file(text), '--integration', 'notify', '--on-server', ...args);

  it('prints what script:test prints, and ends with its exit codes', async () => {
    const same = await test(source);
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(same.stdout).toMatch(/^3 runs of notify \(v1\), .* of 1 type and 2 outcomes\n/);
    expect(same.stdout).toContain('\n  3 same      0 changed      0 fixed      0 broken\n');
    expect(same.stdout).toContain('1 compared exactly (recorded), 2 by what the log knows');
    const here = await upshot('script:test', await file(source), '--integration', 'notify');
    expect(here.stdout).toBe(same.stdout);
    const broken = await test(source.replace("'act2'", "'act3'"), '--last', '3');
    expect(broken.code).toBe(12);
    expect(broken.stdout).toContain('1 same      0 changed      1 fixed      1 broken');
    expect(broken.stdout).toMatch(/broken {3}\w+ {2}environment\.push {2}was succeeded, now failed\n/);
    const louder = source.replace('about', 'ABOUT');
    expect((await test(louder)).code).toBe(0);
    expect((await test(louder, '--fail-on', 'changed')).code).toBe(12);
    expect((await test(louder, '--fail-on', 'changed', '--ignore', 'output')).code).toBe(0);
  });

  it.each([
    [['--secret', 'a=b'], 1, 'leave out --var, --secret, --vars-file'],
    [['--last', '201'], 4, 'last'],
    [['--against', '7'], 1, 'No runs found'],
    [['--ignore', 'smell'], 1, 'Invalid --ignore: smell'],
  ])('refuses %j', async (args, exitCode, message) => {
    const { code, stderr } = await test(source, ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(exitCode);
  });
});

describe('script:push --test', () => {
  const push = async (text: string, ...args: string[]) =>
    await upshot('script:push', await file(text), '--integration', 'notify', ...args);
  const versions = async () =>
    ((await system.call('GET', `/projects/${project}/integrations/notify/versions`)) as unknown[]).length;

  it('pushes nothing that breaks a run', async () => {
    const broken = await push('missing();', '--test', '50');
    expect(broken).toMatchObject({ code: 12, stderr: 'Nothing was pushed\n' });
    expect(broken.stdout).toContain('2 broken');
    const louder = source.replace('about', 'ABOUT');
    const changed = await push(louder, '--test', '2', '--fail-on', 'changed');
    expect(changed).toMatchObject({ code: 12, stderr: 'Nothing was pushed\n' });
    const dry = await push(louder, '--test', '2', '--dry-run');
    expect(dry).toMatchObject({ code: 0, stderr: 'Version 2 would be made\n' });
    expect(await versions()).toBe(1);
    const invalid = await push('let let', '--test', '2');
    expect([invalid.code, invalid.stderr]).toEqual([4, expect.stringContaining('source: line 1')]);
  });

  it('pushes what does not, and shows what it changes', async () => {
    const changed = await push(source.replace('about', 'ABOUT'), '--test', '50');
    expect(changed).toMatchObject({ code: 0, stderr: 'Version 2 of notify is the current one\n' });
    expect(changed.stdout).toContain('0 same      3 changed');
    expect(await versions()).toBe(2);
    const none = await push('console.log(3)', '--test', '50', '--integration', 'notify');
    expect(none.stdout).toContain('1 fixed');
  });
});

describe('script:push --shadow', () => {
  const push = async (text: string, ...args: string[]) =>
    await upshot('script:push', await file(text), '--integration', 'notify', ...args);
  const send = (id: string) => system.post({ id, type: 'environment.push', state: 'complete' });
  const shadow = (...args: string[]) => upshot('integration:shadow', 'notify', ...args);

  it('is shown while runs come, cancelled, and promoted by hand', async () => {
    expect((await shadow()).stderr).toContain('notify has no shadow: begin one with script:push --shadow');
    const other = 'missing();';
    const begun = await push(other, '--shadow', '3', '-m', 'not quite');
    expect(begun.stderr).toMatch(/^Shadow \w+: the next 3 runs of notify are compared\nSee what it finds/);
    expect((await shadow()).stderr).toMatch(/^Shadow \w+ goes on: 0 of 3 runs compared\n$/);
    expect((await push(other, '--shadow', '3')).stderr).toContain('under way');
    await send('live1');
    const found = await eventually(async () => {
      const shown = await shadow();
      expect(shown.stderr).toContain('1 of 3 runs compared');
      return shown;
    });
    expect(found.code).toBe(12);
    expect(found.stdout).toContain('0 same      0 changed      0 fixed      1 broken');
    expect((await shadow('--cancel')).stderr).toContain('is cancelled: 1 of 3 runs compared');
    const promoted = await upshot('integration:promote', 'notify');
    expect(promoted.stderr).toMatch(/^Version \d+ of notify is the current one\n$/);
    expect((await shadow()).stderr).toMatch(/1 of 3 runs compared; it is version \d+ now\n$/);
  });

  it('is promoted by itself when every run was the same', async () => {
    const same = 'missing();\n// as before';
    expect((await push(same, '--shadow', '1', '--promote-if-same')).code).toBe(0);
    await send('live2');
    const ended = await eventually(async () => {
      const shown = await shadow();
      expect(shown.stderr).toMatch(/is complete: 1 of 1 runs compared; it is version \d+ now\n$/);
      return shown;
    });
    expect(ended.code).toBe(0);
  });

  it.each([
    [['--promote-if-same'], '--promote-if-same takes --shadow'],
    [['--shadow', '3', '--if-version', '1'], '--if-version cannot be used with --shadow'],
    [['--shadow', '201'], 'at most 200'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await push('console.log(4)', ...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});
