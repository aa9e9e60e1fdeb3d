import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateNames } from '../script-init/templates.ts';
import { childEnvironment, runUpshot } from '@upshot/testing/run-upshot';

/** No server is there. */
const nowhere = 'http://127.0.0.1:2';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-init-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const upshot = (...args: readonly string[]) => runUpshot(nowhere, args, { env: { UPSHOT_TOKEN: '' } });

describe('script:init', () => {
  it.each(templateNames)('%s begins a script that runs at once and whose tests pass', async (template) => {
    const file = path.join(folder, template, 'hook');
    const begun = await upshot('script:init', file, '--template', template, '--event', 'environment.branch');
    expect(begun).toMatchObject({ code: 0, stdout: '' });
    const [, suggested = ''] = /^Try it: {2}upshot (.*)$/m.exec(begun.stderr) ?? [];
    const run = await upshot(...suggested.split(' '));
    expect(run).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('on environment.branch') as string,
    });
    expect(await upshot('script:test', `${file}.js`)).toMatchObject({ code: 0 });
    const lint = await upshot('script:lint', `${file}.js`);
    expect(lint).toMatchObject({ code: 0, stdout: '' });
  });

  it.each(templateNames)('writes settings with which %s has no error in an editor', async (template) => {
    const root = path.join(import.meta.dirname, '../../../..');
    const tsc = path.join(root, 'node_modules/.bin/tsc');
    const at = path.join(folder, 'editor', template);
    await upshot('script:init', path.join(at, 'hook'), '--template', template);
    const { stdout } = await promisify(execFile)(tsc, ['-p', path.join(at, 'jsconfig.json')]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });

  it('overwrites nothing without --force, and never the settings', async () => {
    const at = (name: string) => path.join(folder, 'twice', name);
    expect((await upshot('script:init', at('hook'))).code).toBe(0);
    writeFileSync(at('hook.js'), 'mine');
    writeFileSync(at('jsconfig.json'), '{}');
    const refused = await upshot('script:init', at('hook'));
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('hook.js exists: --force') as string,
    });
    expect(readFileSync(at('hook.js'), 'utf8')).toBe('mine');
    expect((await upshot('script:init', at('hook.js'), '--force')).code).toBe(0);
    expect(readFileSync(at('hook.js'), 'utf8')).not.toBe('mine');
    expect(readFileSync(at('jsconfig.json'), 'utf8')).toBe('{}');
  });

  it.each([
    [['--event', 'environment.psuh'], 'did you mean environment.push?'],
    [['--template', 'none'], 'Allowed choices are blank, slack, discord, teams, github'],
  ])('refuses %s', async (options, message) => {
    const file = path.join(folder, 'refused', 'hook');
    const { code, stderr } = await upshot('script:init', file, ...options);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) as string });
    expect(existsSync(path.dirname(file))).toBe(false);
  });
});

describe('script:lint', () => {
  const write = (name: string, source: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, source);
    return file;
  };

  it('shows each problem at its place, and ends with 14 where there is an error', async () => {
    const bad = write('bad.js', 'let count = 1;\nconsol.log(count);\n');
    const warned = write('warned.js', 'console.log(new Date().getHours());\n');
    const { code, stdout, stderr } = await upshot('script:lint', warned, bad);
    expect({ code, stderr }).toEqual({ code: 14, stderr: '1 error, 1 warning\n' });
    expect(stdout).toContain(`${warned}:1:13  warning: getHours is in UTC`);
    expect(stdout).toContain(
      `${bad}:2:1  error: consol is not defined; did you mean console?  (unknown-global)\n` +
        '  1 │ let count = 1;\n> 2 │',
    );
    expect((await upshot('script:lint', warned)).code).toBe(0);
  });

  it('knows the examples, events and fields of activities', async () => {
    const examples = path.join(import.meta.dirname, '../../../../examples');
    expect(await upshot('script:lint', examples)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const file = write('fields.js', 'console.log(activity.paylod, activity.type === "environment.psuh")');
    const { code, stdout } = await upshot('script:lint', file, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { file, rule: 'unknown-activity-field', severity: 'warning', line: 1, column: 13 },
      { rule: 'unknown-event', message: expect.stringContaining('did you mean environment.push?') as string },
    ]);
  });

  it('fixes with --fix what is safe to fix, and says what', async () => {
    const source = '// upshot: events psuh, environment.psuh\nconsole.log(new Date().getHours(), consol);\n';
    const file = write('fixed.js', `\uFEFF${source}`);
    const plain = await upshot('script:lint', file);
    expect(plain.code).toBe(14);
    expect(readFileSync(file, 'utf8')).toBe(`\uFEFF${source}`);
    const { code, stdout, stderr } = await upshot('script:lint', file, '--fix');
    expect(code).toBe(14);
    expect(readFileSync(file, 'utf8')).toBe(
      '\uFEFF// upshot: events psuh, environment.push\nconsole.log(new Date().getUTCHours(), consol);\n',
    );
    expect(stdout).toMatch(/fixed\.js:1:1 {2}warning: .* environment\.psuh .*\(unknown-event\) {2}fixed\n/);
    expect(stdout).toMatch(/fixed\.js:2:13 {2}warning: getHours .* {2}fixed\n/);
    expect(stdout).toContain('fixed.js:2:39  error: consol is not defined');
    expect(stderr).toBe('2 problems fixed\n1 error, 1 warning\n');
    write('fixed.js', 'console.log(new Date().getDay());\n');
    const json = await upshot('script:lint', file, '--fix', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject([{ file, rule: 'local-time', is_fixed: true }]);
    expect((await upshot('script:lint', file, '--fix')).stdout).toBe('');
    expect((await upshot('script:lint', '-', '--fix')).stderr).toContain('--fix changes files');
  });

  it('looks at all scripts of a folder, and refuses one without', async () => {
    write('many/a.js', 'console.log(1)');
    write('many/deep/b.ts', 'consol.log(1)');
    write('many/types.d.ts', 'wrong');
    const { code, stdout } = await upshot('script:lint', path.join(folder, 'many'), '--json');
    expect(code).toBe(14);
    expect(JSON.parse(stdout)).toMatchObject([{ file: path.join(folder, 'many/deep/b.ts') }]);
    mkdirSync(path.join(folder, 'none'));
    expect(await upshot('script:lint', path.join(folder, 'none'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no script in ') as string,
    });
  });

  it.each([
    ['let let', 14, 'error: '],
    ['', 1, 'is empty'],
  ])('%j ends with %i', async (source, exitCode, message) => {
    const { code, stdout, stderr } = await upshot('script:lint', write('wrong.js', source));
    expect(code).toBe(exitCode);
    expect(stdout + stderr).toContain(message);
  });
});

it('shellenv lets a shell find upshot', async () => {
  const { stdout } = await upshot('shellenv');
  const env = childEnvironment(nowhere);
  const found = await promisify(execFile)('sh', ['-c', `${stdout} command -v upshot`], { env });
  expect(found.stdout).toMatch(/node_modules\/\.bin\/upshot\n$/);
});
