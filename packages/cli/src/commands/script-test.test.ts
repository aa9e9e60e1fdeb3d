import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUpshot, type RunOptions } from '@upshot/testing/run-upshot';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-tests-'));
  write(
    'hook.js',
    `console.log('on ' + activity.environments[0] + ', ' + variables.token); fetch('https://a.example/')`,
  );
  write('mixed.test.yaml', mixed);
});
afterAll(() => rmSync(folder, { recursive: true }));

const mixed = `version: 1
script: ./hook.js
variables: { token: s3cret-value-1 }
tests:
  - name: passes
    activity: { set: { environments: [dev] } }
    expect: { output: ['on dev, *'], requests: { count: 1 } }
  - { name: fails <&>, expect: { output: ['on dev'], requests: [] } }
  - { name: also fails, expect: { outcome: failed } }
`;

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** No server is there, and no token. */
function upshot(args: readonly string[], options: RunOptions = {}) {
  return runUpshot('http://127.0.0.1:2', ['script:test', ...args], {
    ...options,
    env: { UPSHOT_TOKEN: '', ...options.env },
  });
}

describe('script:test', () => {
  it('passes over the examples', async () => {
    const { code, stdout, stderr } = await upshot([path.join(import.meta.dirname, '../../../../examples')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/✓ .*count-pushes\.test\.yaml: counts the pushes \(\d+ ms\)\n/);
    expect(stdout).toMatch(/\n\d+ passed, 0 failed\n$/);
  });

  it('ends with 12 and says what differs, without secrets', async () => {
    const { code, stdout } = await upshot([path.join(folder, 'mixed.test.yaml')]);
    expect(code).toBe(12);
    expect(stdout).not.toContain('s3cret');
    expect(stdout.replaceAll(/\(\d+ ms\)/g, '(… ms)').replaceAll(`${folder}/`, ''))
      .toBe(`✓ mixed.test.yaml: passes (… ms)
✗ mixed.test.yaml: fails <&> (… ms)
    output[0]: expected on dev
      got on main, ******
    requests: expected 0, got 1
      GET https://a.example/
✗ mixed.test.yaml: also fails (… ms)
    outcome: expected failed, got succeeded

1 passed, 2 failed
`);
  });

  it('runs a script on a recorded run', async () => {
    const answer = path.join(folder, 'answer.cassette.json');
    const source = `const count = (require('storage').get('n') || 0) + 1; require('storage').set('n', count);
      const answer = fetch(variables.chat_url, { method: 'POST', body: String(Math.random()) }).text();
      console.log(activity.text, count, answer, new Date().getTime());`;
    const script = write('recorded.js', source);
    const given = [
      '--secret',
      'chat_url=https://hooks.example/T0/s3cret-1',
      '--storage',
      write('n.json', '{"n":4}'),
    ];
    const recorded = await runUpshot(
      'http://127.0.0.1:2',
      [
        'script:run',
        script,
        '--set',
        'text=Ann pushed',
        '--respond',
        '200:fine',
        ...given,
        '--record',
        answer,
      ],
      { env: { UPSHOT_TOKEN: '' } },
    );
    expect(recorded).toMatchObject({ code: 0, stderr: '' });
    const head = 'version: 1\nscript: ./recorded.js\ntests:\n';
    const activity = 'activity: { cassette: answer.cassette.json';
    const tests = `${head}  - { name: as recorded, ${activity} } }
  - { name: in part, ${activity} }, expect: { output: ['Ann pushed 5 fine *'], storage: { n: 5 } } }
  - { name: otherwise, ${activity}, set: { text: Bob } }, storage: { n: 7 },
      variables: { chat_url: 'https://other.example/' }, expect: {
      output: ['Bob 8 *'], requests: [{ url: 'https://other.example/' }] } }\n`;
    const passed = await upshot([write('recorded.test.yaml', tests)]);
    expect(passed.stdout).toContain('3 passed, 0 failed');
    write('recorded.js', source.replace('+ 1', '+ 2'));
    const { code, stdout } = await upshot([
      path.join(folder, 'recorded.test.yaml'),
      '--filter',
      'as recorded',
    ]);
    expect(code).toBe(12);
    expect(stdout).toContain('different: call 2, storageSet n\n      value\n      - 5\n      + 6\n');
    expect(stdout).toContain('    different: the result\n');
    expect(stdout).not.toContain('s3cret');
  });

  it('runs what was asked for, and reports to machines', async () => {
    const file = path.join(folder, 'mixed.test.yaml');
    const tap = await upshot([file, '--reporter', 'tap', '--bail']);
    expect(tap.stdout).toMatch(
      /^TAP version 14\nok 1 - .*: passes\nnot ok 2 - .*: fails <&>\n {2}---\n[^]*\.\.\.\n1\.\.2\n$/,
    );
    const junit = await upshot([file, '--reporter', 'junit', '--filter', 'fails']);
    expect(junit.stdout).toContain('<testsuite name="upshot" tests="2" failures="2">');
    expect(junit.stdout).toContain('name="fails &lt;&amp;&gt;"');
    expect((await upshot([file, '--filter', 'passes'])).code).toBe(0);
  });

  it('runs several at once, and prints the same in the same order', async () => {
    const wait = 'for (const until = Date.now() + (activity.id === "slow" ? 300 : 0); Date.now() < until; );';
    write('wait.js', `${wait} console.log(activity.id)`);
    const test = (id: string) => `  - { name: ${id}, activity: { set: { id: ${id} } }, expect: snapshot }\n`;
    for (const [name, ids] of [
      ['jobs-a', ['slow', 'a1', 'a2']],
      ['jobs-b', ['b1', 'b2', 'b3', 'b4']],
    ] as const)
      write(`${name}.test.yaml`, `version: 1\nscript: wait.js\ntests:\n${ids.map(test).join('')}`);
    const files = ['jobs-a', 'jobs-b'].map((name) => path.join(folder, `${name}.test.yaml`));
    const parallel = await upshot([...files, '--jobs', '4']);
    const snapshots = () => readFileSync(path.join(folder, 'jobs-a.snap.json'), 'utf8');
    const taken = snapshots();
    const serial = await upshot([...files, '--update']);
    const withoutTimes = (text: string) => text.replaceAll(/\(\d+ ms\)/g, '');
    expect(parallel).toMatchObject({ code: 0, stderr: '' });
    expect(withoutTimes(parallel.stdout)).toBe(withoutTimes(serial.stdout));
    expect(Object.keys(JSON.parse(taken) as object)).toEqual(['slow', 'a1', 'a2']);
    expect(snapshots()).toBe(taken);
    expect((await upshot([...files, '--jobs', '0'])).stderr).toContain('a whole number of at least 1');
  });

  it('shows what came before a file that cannot be read', async () => {
    const last = write('last.test.yaml', 'version: 2');
    const { code, stdout, stderr } = await upshot([
      path.join(folder, 'mixed.test.yaml'),
      last,
      '--jobs',
      '3',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('mixed.test.yaml: also fails');
    expect(stderr).toContain('last.test.yaml');
  });

  it('keeps snapshots, which CI only compares', async () => {
    const file = write(
      'kept.test.yaml',
      'version: 1\nscript: hook.js\nvariables: { token: s3cret-value-1 }\ntests: [{ name: a, expect: snapshot }]\n',
    );
    const kept = path.join(folder, 'kept.snap.json');
    const missing = await upshot([file], { env: { CI: 'true' } });
    expect(missing).toMatchObject({
      code: 12,
      stdout: expect.stringContaining('run with --update') as string,
    });
    expect(existsSync(kept)).toBe(false);
    expect((await upshot([file])).code).toBe(0);
    const snapshot = readFileSync(kept, 'utf8');
    expect(snapshot).toContain('"url": "https://a.example/"');
    expect(snapshot).not.toContain('s3cret');
    writeFileSync(kept, snapshot.replace('on main', 'on dev'));
    const changed = await upshot([file]);
    expect(changed.code).toBe(12);
    expect(changed.stdout).toContain('snapshot.output: expected ["on dev, ******"]');
    expect((await upshot([file, '--update'])).code).toBe(0);
    expect(readFileSync(kept, 'utf8')).toBe(snapshot);
  });

  it.each([
    ['a missing file', 'none.test.yaml', undefined, /There is no .*none\.test\.yaml/],
    ['a folder without tests', 'no-tests', undefined, /There is no .*no-tests/],
    [
      'an unknown key',
      'a.test.yaml',
      'version: 1\nscript: hook.js\ntests: [{name: a, expext: {}}]',
      /tests\[0\]: expext is not known here/,
    ],
    [
      'a missing script',
      'b.test.yaml',
      'version: 1\nscript: hok.js\ntests: [{name: a}]',
      /There is no .*hok\.js; did you mean .*hook\.js\?/,
    ],
    [
      'an unknown sample',
      'c.test.yaml',
      'version: 1\nscript: hook.js\ntests: [{name: a, activity: {sample: nothing.x}}]',
      /tests\[0\]: There is no sample of nothing\.x/,
    ],
    [
      'a missing cassette',
      'd.test.yaml',
      'version: 1\nscript: hook.js\ntests: [{name: a, activity: {cassette: none.json}}]',
      /d\.test\.yaml: tests\[0\]: File not found: .*none\.json/,
    ],
    [
      'a file that is no cassette',
      'e.test.yaml',
      'version: 1\nscript: hook.js\ntests: [{name: a, activity: {cassette: hook.js}}]',
      /e\.test\.yaml: tests\[0\]: .*hook\.js is not JSON/,
    ],
  ])('%s is refused with the reason', async (_, name, text, message) => {
    const file = text === undefined ? path.join(folder, name) : write(name, text);
    const { code, stderr } = await upshot([file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});
