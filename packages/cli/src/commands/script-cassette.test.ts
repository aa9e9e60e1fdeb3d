import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUpshot } from '@upshot/testing/run-upshot';

let folder: string;
let script: string;
let cassette: string;
let recorded: Awaited<ReturnType<typeof run>>;

const SECRET = 'k3y/größe "1"';
const source = `const storage = require('storage');
storage.set('n', (storage.get('n') || 0) + 1);
const url = new URL(variables.chat_url); url.searchParams.set('at', Date.now());
const response = fetch(url, { method: 'POST', body: JSON.stringify({ token: variables.token, r: Math.random() }),
  headers: { authorization: 'Bearer ' + btoa('x' + activity.id) } });
console.log(response.text(), new Date().toISOString());
`;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-cassette-'));
  script = write('hook.js', source);
  cassette = path.join(folder, 'hook.cassette.json');
  recorded = await run(script, ['--record', cassette, '--secret', `token=${SECRET}`]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function run(file: string, args: readonly string[]) {
  const given = args.includes('--replay')
    ? []
    : [
        '--respond',
        `200:got ${SECRET}`,
        '--secret',
        'chat_url=https://hooks.example/T0/s3cret',
        '--storage',
        stored(),
      ];
  return runUpshot('http://127.0.0.1:2', ['script:run', file, ...given, ...args], {
    env: { UPSHOT_TOKEN: '', TZ: 'Asia/Tokyo' },
  });
}

function stored(): string {
  return write('storage.json', '{"n":4}');
}

describe('script:run --record', () => {
  it('writes a cassette that only its owner may read, and no secret is in it', () => {
    expect(recorded).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(cassette, 'utf8');
    expect(statSync(cassette).mode & 0o777).toBe(0o600);
    for (const secret of ['k3y', 's3cret', Buffer.from(SECRET).toString('base64')])
      expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({
      format: 'upshot-cassette',
      exact: true,
      variables: { token: '{{v2}}', chat_url: '{{url1}}' },
      calls: [
        { call: 'storageGet', reply: '4' },
        { call: 'storageSet', json: '5' },
        {
          call: 'fetch',
          request: { headers: [['authorization', '{{masked}}']] },
          reply: { body: 'got {{v2}}' },
        },
      ],
    });
  });

  it('refuses to keep what looks like a secret, unless it is allowed to', async () => {
    const leaky = write('leaky.js', `const token = 'ghp_${'a1B2'.repeat(9)}';\n`);
    const file = path.join(folder, 'leaky.cassette.json');
    const refused = await run(leaky, ['--record', file]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('  script.source: a GitHub token');
    expect(() => statSync(file)).toThrow(/ENOENT/);
    expect((await run(leaky, ['--record', file, '--allow-secrets'])).code).toBe(0);
    expect(statSync(file).size).toBeGreaterThan(0);
  });

  it('says why a file cannot be written', async () => {
    const { code, stderr } = await run(script, ['--record', path.join(folder, 'none', 'x.json')]);
    expect(code).toBe(1);
    expect(stderr).toContain('The cassette cannot be written: ENOENT');
  });
});

describe('script:run --replay', () => {
  it.each([
    ['without the secrets', []],
    ['with them', ['--secret', `token=${SECRET}`]],
  ])('does what was recorded, %s', async (_how, args) => {
    const { code, stdout, stderr } = await run(script, ['--replay', cassette, ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('storage  n  4 → 5');
    expect(stdout).toMatch(/✓ the same as recorded \(.*; the same script\)\n$/);
    const [printed = 'nothing'] = /got .*/.exec(recorded.stdout) ?? [];
    expect(stdout).toContain(printed);
  });

  it('ends with 12 and shows what is different', async () => {
    const changed = write(
      'changed.js',
      source.replace('|| 0) + 1', '|| 0) + 2').replace('console.log(', 'console.log("!", '),
    );
    const { code, stdout } = await run(changed, ['--replay', cassette]);
    expect(code).toBe(12);
    expect(stdout).toContain('✗ not as recorded');
    expect(stdout).toContain('  different: call 2, storageSet n\n    value\n    - 5\n    + 6\n');
    expect(stdout).toContain('  different: the result\n    output line 1\n    - log got ******');
    const json = await run(changed, ['--replay', cassette, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      mode: 'replay',
      exact: true,
      is_same_script: false,
      deviations: [{ kind: 'differs', call: 'call 2, storageSet n' }, { call: 'the result' }],
    });
  });

  it('answers by method and URL when that is wished', async () => {
    const other = write(
      'other.js',
      `console.log(fetch('https://api.example/?at=1', { method: 'POST' }).text())`,
    );
    const edited = write(
      'edited.json',
      readFileSync(cassette, 'utf8').replace(/"url": ".*"/, '"url": "https://api.example/?at=1"'),
    );
    const { code, stdout } = await run(other, ['--replay', edited, '--match', 'loose']);
    expect(stdout).toContain('got ******');
    expect(stdout).not.toContain('not made');
    expect(code).toBe(12);
  });

  it.each([
    ['no JSON', '{', 'is not JSON'],
    ['another file', '{"version":1}', 'is missing'],
    ['a later format', '{"format":"upshot-cassette","version":2}', ''],
    ['an activity that is no JSON', undefined, 'activity is not JSON'],
  ])('refuses %s', async (_what, text, message) => {
    const broken = text ?? readFileSync(cassette, 'utf8').replace(/"activity": "\{/, '"activity": "');
    const { code, stderr } = await run(script, ['--replay', write('broken.json', broken)]);
    expect(code).toBe(1);
    expect(stderr).toContain('broken.json');
    expect(stderr).toContain(message);
  });

  it('refuses what was recorded already', async () => {
    const { code, stderr } = await run(script, ['--replay', cassette, '--sample', 'environment.push']);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be used with');
  });
});
