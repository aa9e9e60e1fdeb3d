import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUpshot, type RunOptions } from '@upshot/testing/run-upshot';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-script-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** No server is there, and no token. */
const nowhere = 'http://127.0.0.1:2';

function write(name: string, text: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function upshot(args: readonly string[], options: RunOptions = {}) {
  return runUpshot(nowhere, args, { ...options, env: { UPSHOT_TOKEN: '', ...options.env } });
}

/** Runs a script; its name is that of the file. */
function run(source: string, args: readonly string[] = [], options: RunOptions = {}) {
  const file = write(`script${Math.random()}.js`, source);
  return upshot(['script:run', file, ...args], options);
}

describe('script:run', () => {
  it('shows what an example did and would have done', async () => {
    const example = path.join(import.meta.dirname, '../../../../examples/count-pushes.js');
    const { code, stdout, stderr } = await upshot(['script:run', example]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^count-pushes\.js on environment\.push \(complete, success\) on main · dry run\n/,
    );
    expect(stdout).toMatch(/ ms {2}Push no\. 1: /);
    expect(stdout).toContain('Effects (nothing was sent)\n  storage  pushes  (none) → 1\n');
    expect(stdout).toMatch(
      /✓ succeeded {3}wall .* · CPU .* · memory \d+ MB of 128 MB · 0 of 50 requests · 5 lines\n$/,
    );
  });

  it('takes activity, project, variables and storage from files and options, and saves the storage', async () => {
    const source = `const { type, environments, n } = activity;
      console.log(type, environments[0], n, project.title, JSON.stringify(variables));
      const storage = require('storage'); storage.set('n', storage.get('n') + 1);`;
    const saved = path.join(folder, 'saved.json');
    const args = [
      ['--activity', '-', '--set', 'environments=["dev"]', '--set', 'n=1'],
      ['--project-json', write('project.json', '{"title":"Mine"}')],
      [
        '--vars-file',
        write('vars.env', 'A=1\nB="two words"\n'),
        '--var',
        'A=2',
        '--var-json',
        'list=[1,2.50]',
      ],
      ['--var', `text=@${write('text.txt', 'of a file')}`, '--secret', 'label=hidden-word'],
      [
        '--storage',
        write('storage.json', '{"n":41,"big":12345678901234567890}'),
        '--save-storage',
        saved,
        '--json',
      ],
    ];
    const { stdout, stderr } = await run(source, args.flat(), { input: '{"type":"my.event"}' });
    expect(stderr).toBe('');
    const trial = JSON.parse(stdout) as { output: [number, string, string][]; storage: object };
    expect(trial.output[0]?.[2]).toBe(
      'my.event dev 1 Mine {"A":"2","B":"two words","text":"of a file","list":[1,2.5],"label":"******"}',
    );
    expect(trial.storage).toMatchObject({ writes: [{ key: 'n', before: 41, after: 42 }] });
    expect(readFileSync(saved, 'utf8')).toBe('{\n  "n": 42,\n  "big": 12345678901234567890\n}\n');
  });

  it('takes samples of every type, state and result, and the event that the header names', async () => {
    const print = 'console.log(activity.type, activity.state, activity.result, activity.id)';
    const first = await run(`// upshot: events environment.branch\n${print}`);
    expect(first.stdout).toContain('environment.branch complete success');
    const failed = ['-s', 'push', '--result', 'failure', '--seed', '7', '--json'];
    const [one, two] = await Promise.all([run(print, failed), run(print, failed)]);
    const outputOf = ({ stdout }: { stdout: string }) =>
      (JSON.parse(stdout) as { output: unknown[][] }).output[0]?.[2];
    expect(outputOf(one)).toMatch(/^environment\.push complete failure \w+$/);
    expect(outputOf(two)).toBe(outputOf(one));
  });

  it('answers requests by --respond and --rules', async () => {
    const source = `for (const name of ['a', 'b', 'c']) console.log(name, fetch('https://' + name + '.example/x').text())`;
    const rules = write(
      'rules.yaml',
      `version: 1\nanswers: [{request: {url: 'https://b.example/*'}, respond: {body: rule}}]`,
    );
    const { stdout } = await run(source, [
      '--rules',
      rules,
      '--respond',
      'GET https://a.example/** 200:first',
      '--respond',
      '200:rest',
    ]);
    for (const text of ['a first', 'b rule', 'c rest', 'rule 1 → 200', 'rule 2 → 200', 'no rule → 200'])
      expect(stdout).toContain(text);
    expect((await run(source, ['--quiet-effects'])).stdout).not.toContain('Effects');
  });

  it.each([
    [
      10,
      `throw new Error('no')`,
      [],
      /✗ failed: Error: no\n {4}at script[\d.]+js:1:7\n> 1 │ throw new Error\('no'\)\n {4}│ {7}\^\n$/,
    ],
    [
      11,
      `const a = []; for (;;) a.push(new Array(1e5).fill(1))`,
      ['--memory', '32', '--cpu', '60000', '--wall', '120000'],
      /✗ out of memory/,
    ],
    [
      13,
      `fetch('https://a.example/')`,
      ['--strict'],
      /warning: request 1 has no answer: GET https:.*\n.*\n✗ stopped\n$/,
    ],
    [13, `1`, ['--strict', '--respond', 'https://a.example/ 200'], /rule 1 https:.* was not used/],
    [
      124,
      `for (;;) {}`,
      ['--cpu', '100'],
      /✗ timed out: TimeoutError: the script used up its 100 ms of processor time/,
    ],
  ])('ends with %i after %s', async (code, source, args, shown) => {
    const ended = await run(source, args);
    expect(ended).toMatchObject({ code, stderr: '' });
    expect(ended.stdout).toMatch(shown);
  });

  it('14: a script that cannot be saved', async () => {
    const { code, stderr, stdout } = await run('const a = 1;\nawait fetch(1);');
    expect({ code, stdout }).toEqual({ code: 14, stdout: '' });
    expect(stderr).toMatch(
      /^SyntaxError: await cannot stand at the top: .*\n {2}1 │ const a = 1;\n> 2 │ await fetch\(1\);\n {4}│ {7}\^\n$/,
    );
  });

  it('shows secrets in a pipe only after --yes', async () => {
    const args = ['--var', 'token=s3cret-value', '--show-secrets'];
    const refused = await run('console.log(variables.token)', args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('Use --yes');
    expect((await run('console.log(variables.token)', [...args, '--yes'])).stdout).toContain('s3cret-value');
  });

  it('escapes control characters of a script', async () => {
    expect((await run(String.raw`console.log('\x1b[2J')`)).stdout).toContain(String.raw`\x1b[2J`);
  });
});

describe('bad input of script:run', () => {
  it.each([
    ['a missing file', () => ['notfy.js'], /There is no .*notfy\.js; did you mean .*notify\.js\?/],
    ['an empty script', () => [write('empty.js', ' \n')], /empty\.js is empty/],
    [
      'a large script',
      () => [write('large.js', '/'.repeat(1024 * 1024 + 1))],
      /large\.js has more than 1,000,000 characters/,
    ],
    [
      'a script that is not UTF-8',
      () => [write('latin.js', Buffer.from([0x27, 0xe9, 0x27]))],
      /latin\.js is not UTF-8/,
    ],
    [
      'an activity that is no JSON',
      () => ['notify.js', '-a', write('a.json', '{\n "a": }')],
      /a\.json is not JSON: line 2, column 7 must have a value\./,
    ],
    ['a list of activities', () => ['notify.js', '-a', write('l.json', '[]')], /l\.json holds a list/],
    [
      'an unknown sample',
      () => ['notify.js', '-s', 'environment.pus'],
      /no sample of environment\.pus; did you mean environment\.push\?/,
    ],
    ['an unknown state', () => ['notify.js', '--state', 'done'], /Invalid --state: done/],
    ['a malformed --set', () => ['notify.js', '--set', 'x'], /Invalid --set: x/],
    ['a malformed --var', () => ['notify.js', '--var', 'x'], /Invalid --var: x/],
    ['a malformed --var-json', () => ['notify.js', '--var-json', 'x={'], /--var-json x is not JSON/],
    ['a malformed --respond', () => ['notify.js', '--respond', 'x'], /Invalid --respond: x/],
    [
      'unknown keys of rules',
      () => ['notify.js', '--rules', write('r.yaml', 'version: 1\nanswers: []\nx: 1')],
      /r\.yaml: x is not known here/,
    ],
    ['a limit out of bounds', () => ['notify.js', '--memory', '1'], /at least 16 and at most 2048/],
    ['--strict with --live', () => ['notify.js', '--strict', '--live'], /cannot be used with/],
    ['a malformed --allow', () => ['notify.js', '--live', '--allow', 'http://x'], /Invalid --allow/],
  ])('%s is refused with the reason', async (_, argsOf, message) => {
    write('notify.js', 'console.log(1)');
    const [file = '', ...rest] = argsOf();
    const { code, stderr, stdout } = await upshot(['script:run', path.resolve(folder, file), ...rest]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('other commands', () => {
  it('load no sandbox', async () => {
    const hook = `import { registerHooks } from 'node:module'; registerHooks({ load(url, context, next) {
      process.stderr.write(url + '\\n'); return next(url, context); } });`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
    const { stdout, stderr } = await upshot(['--version'], { env });
    expect(stdout).toBe('0.1.0\n');
    expect(stderr).toContain('packages/cli/src/main.ts');
    expect(stderr).not.toMatch(/packages\/(sandbox|outbound|event-types)\/|\/(acorn|yaml|undici)\//);
  });
});

describe('script:types', () => {
  it('prints the declarations, without a server', async () => {
    const { code, stdout } = await upshot(['script:types']);
    expect(code).toBe(0);
    expect(stdout).toContain('declare function fetch(');
    expect(stdout).toContain('interface EnvironmentPushActivity extends ActivityEnvelope');
  });
});
