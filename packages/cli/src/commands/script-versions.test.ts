import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let folder: string;

beforeAll(async () => {
  system = await startCliSystem();
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-versions-'));
  writeFileSync(path.join(folder, 'two.js'), 'console.log(2)');
  writeFileSync(path.join(folder, 'bad.js'), 'let let');
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

/** A project whose integration `say` has two versions: the first prints 1, the second 2. */
async function start() {
  const project = await system.addProject();
  await project.add({ type: 'script', name: 'say', script: 'console.log(1)' });
  await project.addWebhook({ name: 'hook' });
  await project.call('POST', '/integrations/say/versions', { source: 'console.log(2)', message: 'say 2' });
  const script = async () => await project.call('GET', '/integrations/say');
  return { ...project, script };
}

describe.concurrent('versions of a script', () => {
  it('are listed, the newest first', async () => {
    const { upshot } = await start();
    const { stdout } = await upshot(
      'integration:versions say --format plain -c version,by,message,runs,failed',
    );
    expect(stdout).toBe(
      'Version\tBy\tMessage\tRuns\tFailed\n2 *\tbootstrap\tsay 2\t0\t\n1\tbootstrap\t\t0\t\n',
    );
  });

  it('integration:rollback makes a new version of an earlier one', async () => {
    const { upshot, script } = await start();
    const { code, stderr } = await upshot('integration:rollback say --to 1 -m broken');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Version 3 of say is the current one\n' });
    expect(await script()).toMatchObject({ script: 'console.log(1)', script_version: 3 });
  });

  it('script:push makes a file the next version', async () => {
    const { upshot, script } = await start();
    const { stderr } = await upshot('script:push - --integration SAY --if-version 2', {
      input: 'console.log(3)',
    });
    expect(stderr).toBe('Version 3 of say is the current one\n');
    expect(await script()).toMatchObject({ script: 'console.log(3)' });
  });

  it.each([
    ['script:push FOLDER/two.js --integration say', 'Nothing to do: version 2 of say is the same\n'],
    ['script:push FOLDER/two.js --integration say --dry-run', 'Nothing to do: version 2 is the same\n'],
    ['script:pull --integration say --at 1', ''],
  ])('%s changes nothing', async (line, said) => {
    const { upshot, script } = await start();
    const { code, stdout, stderr } = await upshot(line.replace('FOLDER', folder));
    expect({ code, stderr }).toEqual({ code: 0, stderr: said });
    expect(stdout).toBe(line.startsWith('script:pull') ? 'console.log(1)' : '');
    expect(await script()).toMatchObject({ script_version: 2 });
  });

  it('script:push shows what changes, and --dry-run only that', async () => {
    const { upshot, script } = await start();
    const line = 'script:push - --integration say';
    const input = 'console.log(2)\nconsole.log(3)\n';
    const wanted = [
      '--- say version 2\n+++ -\n@@ -1,1 +1,2 @@\n-console.log(2)\n\\ No newline at end of file',
      '+console.log(2)\n+console.log(3)\n',
    ].join('\n');
    const tried = await upshot(`${line} --dry-run`, { input });
    expect(tried).toEqual({ code: 0, stdout: wanted, stderr: 'Version 3 would be made\n' });
    expect(await script()).toMatchObject({ script_version: 2 });
    expect(await upshot(line, { input })).toMatchObject({ code: 0, stdout: wanted });
    expect(await script()).toMatchObject({ script_version: 3 });
  });

  it.each([
    ['', '--- say version 1\n+++ say version 2\n@@ -1,1 +1,1 @@\n-console.log(1)\n'],
    ['--from 2 --to 1', '--- say version 2\n+++ say version 1\n@@ -1,1 +1,1 @@\n-console.log(2)\n'],
    ['--file FOLDER/bad.js', '--- say version 2\n+++ FOLDER/bad.js\n@@ -1,1 +1,1 @@\n-console.log(2)\n'],
    ['--from 1 --file FOLDER/two.js', '--- say version 1\n+++ FOLDER/two.js\n'],
  ])('integration:diff say %s ends with 12 and a diff', async (options, begin) => {
    const { upshot } = await start();
    const { code, stdout, stderr } = await upshot(
      `integration:diff say ${options}`.trim().replace('FOLDER', folder),
    );
    expect({ code, stderr }).toEqual({ code: 12, stderr: '' });
    expect(stdout).toContain(begin.replace('FOLDER', folder));
  });

  it('integration:diff ends with 0 where nothing differs', async () => {
    const { upshot } = await start();
    const { code, stdout, stderr } = await upshot(`integration:diff say --file ${folder}/two.js`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(`No difference: say version 2 and ${folder}/two.js are the same\n`);
  });

  it('script:pull writes a file', async () => {
    const { upshot } = await start();
    const file = path.join(folder, 'pulled.js');
    expect((await upshot(`script:pull --integration say -o ${file}`)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('console.log(2)');
  });

  it.each([
    ['script:push FOLDER/two.js', 1, '--integration is required'],
    ['script:push FOLDER/none.js --integration say', 1, 'File not found'],
    ['script:push FOLDER/bad.js --integration say', 4, 'source: line 1, column 5'],
    ['script:push FOLDER/two.js --integration say --if-version 1', 1, 'the current version is 2'],
    ['integration:diff say --to 1', 1, 'Version 1 of say has none before it'],
    ['integration:diff say --to 9', 1, 'has no version 9'],
    ['integration:diff say --to 1 --file FOLDER/two.js', 1, 'cannot be used with'],
    ['integration:diff hook', 1, 'The integration hook has no script.'],
    ['script:push FOLDER/two.js --integration hook', 1, 'The integration hook has no script.'],
    ['integration:rollback say', 1, '--to is required'],
    ['integration:rollback say --to 9', 1, 'has no version 9'],
    ['script:pull --integration say -o FOLDER/two.js', 1, '--force overwrites it'],
  ])('%s is refused', async (line, exitCode, message) => {
    const { upshot } = await start();
    const { code, stderr } = await upshot(line.replace('FOLDER', folder));
    expect(code).toBe(exitCode);
    expect(stderr).toContain(message);
  });
});
