import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
const folders: string[] = [];

beforeAll(async () => {
  system = await startCliSystem();
});

afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

const notify = `version: 1
name: notify
type: script
script: ./notify.js
events: [environment.push]
variables:
  label: shop
  chat_url: { env: CHAT_URL, sensitive: true }
`;
const hook =
  'version: 1\nname: hook\ntype: webhook\nurl: https://example.org/hook\nshared_key: { file: key.txt }\n';

type Files = Readonly<Record<string, string>>;

const usual: Files = {
  'integrations/notify.yaml': notify,
  'integrations/notify.js': 'console.log(1);\n',
  'integrations/hook.yaml': hook,
  'integrations/key.txt': 'c2VjcmV0LWtleQ\n',
};

/** A project, and a folder with files; `apply` runs the command on the folder. */
async function start(files: Files = usual) {
  const folder = mkdtempSync(path.join(tmpdir(), 'upshot-apply-'));
  folders.push(folder);
  const write = (more: Files) => {
    for (const [file, text] of Object.entries(more)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
  };
  write(files);
  const project = await system.addProject();
  const apply = async (line = '', env: Readonly<Record<string, string>> = { CHAT_URL: 'https://chat/1' }) => {
    const words = ['integration:apply', '-f', folder, ...line.split(' ').filter((word) => word !== '')];
    const { stdout, stderr, code } = await project.upshot(words, { env });
    return { code, stdout, stderr: stderr.replaceAll(`${folder}/`, '') };
  };
  return { ...project, folder, write, apply };
}

describe.concurrent('integration:apply', () => {
  it('makes what files say; the same again is no change', async () => {
    const { apply, call } = await start();
    const first = await apply('-y -m first');
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Applied: the revision is \d+\n$/) as string,
    });
    expect(first.stdout).toMatch(
      /^Plan for project project\d+ at revision \d+\n\+ hook {4}webhook\n\+ notify {2}script · v1 · variable label added · variable chat_url added\n$/,
    );
    expect(await call('GET', '/integrations/notify/versions')).toMatchObject([{ message: 'first' }]);
    expect(await call('GET', '/integrations/notify/variables')).toMatchObject([
      { name: 'chat_url', is_sensitive: true },
      { name: 'label', value: 'shop' },
    ]);
    const { revision } = await call<{ revision: number }>('GET', '/export');
    for (const line of ['-y', '', '--dry-run', '--dry-run --no-secrets']) {
      const again = await apply(line);
      expect(again.code).toBe(0);
      expect(again.stdout).toBe(
        first.stdout.split('\n', 1)[0]?.replace(/\d+$/, `${revision}\n= 2 unchanged\n`),
      );
    }
    expect(await call('GET', '/export')).toMatchObject({ revision });
  });

  it('--dry-run shows the plan, does nothing, and ends with 12', async () => {
    const { apply, write, call } = await start();
    await apply('-y');
    write({
      'integrations/notify.js': 'console.log(1);\nconsole.log(2);\n',
      'integrations/notify.yaml': notify.replace(
        '[environment.push]',
        '[environment.push, environment.branch]',
      ),
    });
    const before = await call('GET', '/export');
    const { code, stdout, stderr } = await apply('--dry-run --diff', { CHAT_URL: 'https://chat/2' });
    expect({ code, stderr }).toEqual({ code: 12, stderr: '' });
    expect(stdout.split('\n').slice(1)).toEqual([
      '~ notify  script v1 → v2 (+1 −0 lines) · events ["environment.push"] → ["environment.push",' +
        '"environment.branch"] · variable chat_url changed',
      '= 1 unchanged',
      '--- notify version 1',
      '+++ notify version 2',
      '@@ -1,1 +1,2 @@',
      ' console.log(1);',
      '+console.log(2);',
      '',
    ]);
    expect(await call('GET', '/export')).toEqual(before);
  });

  it('asks first, and without a terminal takes --yes', async () => {
    const { apply, call } = await start();
    const { code, stdout, stderr } = await apply();
    expect(code).toBe(1);
    expect(stdout).toContain('+ notify');
    expect(stderr).toBe('Apply? Use --yes to answer yes.\n');
    expect(await call('GET', '/export')).toMatchObject({ integrations: [] });
  });

  it('--prune deletes what the files no longer have; without it, the plan tells of it', async () => {
    const { apply, folder, add } = await start();
    await add({ type: 'webhook', url: 'https://example.org/', name: 'by-hand' });
    await apply('-y');
    rmSync(path.join(folder, 'integrations/hook.yaml'));
    const kept = await apply('--dry-run');
    expect(kept).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('- hook  would be deleted (--prune)') as string,
    });
    const { stdout } = await apply('-y --prune');
    expect(stdout).toContain('- hook  to be deleted');
    expect(stdout).not.toContain('by-hand');
  });

  it('--only applies some; --no-secrets reads none', async () => {
    const { apply, call } = await start();
    await apply('-y');
    const some = await apply('--dry-run --only notify', { CHAT_URL: 'https://chat/2' });
    expect(some).toMatchObject({
      code: 12,
      stdout: expect.stringMatching(/~ notify {2}variable chat_url changed\n$/) as string,
    });
    expect(await apply('--dry-run --no-secrets', {})).toMatchObject({ code: 0 });
    expect(await apply('--dry-run --only notfy')).toMatchObject({
      code: 1,
      stderr: 'No file has notfy; did you mean notify?\n',
    });
    await call('DELETE', '/integrations/notify');
    const missing = await apply('-y --no-secrets', {});
    expect(missing.stdout).toContain('variables.chat_url is missing');
    expect(missing.stderr).toContain('integrations/notify.yaml: variables.chat_url: is required');
    expect(missing.code).toBe(4);
  });

  it('refuses when the project has changed', async () => {
    const { apply } = await start();
    const { code, stderr } = await apply('-y --if-revision 1');
    expect(code).toBe(1);
    expect(stderr).toContain('if_revision: is 1, and the revision of the project is');
  });

  it('takes the project and the set of upshot.yaml, lists, and prints JSON', async () => {
    const { id, upshot, folder, write } = await start({
      'shop.yaml':
        'version: 1\nintegrations:\n  - { name: a, type: health.email, recipients: ["#admins"] }\n',
      'x.test.yaml': 'version: 1\n',
    });
    write({ 'upshot.yaml': `version: 1\nproject: ${id}\nset: shop\n` });
    const words = ['integration:apply', '-f', folder, '-y', '--json'];
    const { stdout } = await upshot(words, { env: { UPSHOT_PROJECT: '' } });
    expect(JSON.parse(stdout)).toMatchObject({ changes: [{ action: 'create', name: 'a' }], unchanged: [] });
    const { stdout: got } = await upshot('integration:get a -P managed_by');
    expect(got).toBe('shop\n');
  });
});

describe.concurrent('integration:export', () => {
  it('writes files that, applied, change nothing, also with their secrets', async () => {
    const { apply, upshot, folder } = await start();
    await apply('-y');
    const target = path.join(folder, 'exported');
    const first = await upshot(['integration:export', '-o', target]);
    expect(first.code).toBe(0);
    expect(readdirSync(path.join(target, 'integrations'))).toEqual(['hook.yaml', 'notify.js', 'notify.yaml']);
    const text = readFileSync(path.join(target, 'integrations/notify.yaml'), 'utf8');
    expect(text).toContain('script: ./notify.js\n');
    expect(text).toContain('label: shop\n  chat_url'.split('\n')[0]);
    expect(text).toContain('chat_url:\n    env: NOTIFY_CHAT_URL\n    sensitive: true\n');
    const env = { NOTIFY_CHAT_URL: 'https://chat/1', HOOK_SHARED_KEY: 'c2VjcmV0LWtleQ' };
    for (const secrets of [{ env }, { env: {} }]) {
      const words = ['integration:apply', '-f', target, '--dry-run'];
      const { code, stdout } = await upshot(
        Object.keys(secrets.env).length > 0 ? words : [...words, '--no-secrets'],
        secrets,
      );
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(/\n= 2 unchanged\n$/) as string,
      });
    }
    const again = await upshot(['integration:export', '-o', target]);
    expect(again).toMatchObject({ code: 0, stderr: '4 files are the same\n' });
  });

  it('overwrites no other text without --force, and writes only what is named', async () => {
    const { apply, upshot, folder } = await start();
    await apply('-y');
    const refused = await upshot(['integration:export', '-o', folder]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('integrations/hook.yaml exists and is different: --force overwrites it');
    const target = path.join(folder, 'one');
    await upshot(['integration:export', '-o', target, '--name', 'hook']);
    expect(readdirSync(path.join(target, 'integrations'))).toEqual(['hook.yaml']);
    const { stderr } = await upshot('integration:export --name hok');
    expect(stderr).toContain('The project has no integration hok; did you mean hook?');
  });
});

const bad: readonly (readonly [string, Files, string])[] = [
  ['no YAML', { 'a.yaml': 'version: [' }, 'a.yaml is not YAML:'],
  [
    'no type',
    { 'a.yaml': 'version: 1\nname: a\n' },
    'a.yaml: type is missing; it must be one of script, webhook',
  ],
  [
    'another type',
    { 'a.yaml': 'version: 1\nname: a\ntype: webhok\n' },
    'a.yaml: type: there is no webhok; did you mean webhook?',
  ],
  [
    'an unknown key',
    { 'a.yaml': `${hook}enviroments: [main]\n` },
    'a.yaml: enviroments is not known here; did you mean environments?',
  ],
  ['no version', { 'a.yaml': hook.replace('version: 1\n', '') }, 'a.yaml: version is missing'],
  [
    'a wrong value in a list',
    {
      'a.yaml':
        'version: 1\nintegrations:\n  - { name: a, type: webhook, url: "https://x", concurrency: 0 }\n',
    },
    'a.yaml: integrations[0]: concurrency: must be >= 1',
  ],
  [
    'a number where text must be',
    { 'a.yaml': `${hook}variables: { port: 80 }\n` },
    `a.yaml: variables.port: must be text: write '80' in quotes, or { value: '80', json: true }`,
  ],
  [
    'what the environment does not have',
    { 'a.yaml': `${hook}variables: { k: { env: NOWHERE, sensitive: true } }\n`, 'key.txt': 'c2VjcmV0LWtleQ' },
    'a.yaml: variables.k: the environment has no NOWHERE; set it, or leave all secrets as they are with --no-secrets',
  ],
  [
    'two places of one value',
    { 'a.yaml': `${hook}variables: { k: { env: HOME, value: a } }\n`, 'key.txt': 'c2VjcmV0LWtleQ' },
    'a.yaml: variables.k: must have one of value, env and file',
  ],
  [
    'a script that is missing',
    { 'a.yaml': 'version: 1\nname: a\ntype: script\nscript: ./notfy.js\n', 'notify.js': ';' },
    'a.yaml: script: There is no notfy.js; did you mean notify.js?',
  ],
  [
    'a mistake in a script',
    { 'a.yaml': 'version: 1\nname: a\ntype: script\nscript: ./a.js\n', 'a.js': 'let = ;' },
    'a.yaml: script: line 1, column',
  ],
  ['no file', { 'a.txt': '' }, 'There is no file *.yaml with an integration in'],
  [
    'a wrong upshot.yaml',
    { 'a.yaml': hook, 'upshot.yaml': 'version: 2\n' },
    'upshot.yaml: version: must be 1',
  ],
];

describe.concurrent('integration:apply says what is wrong where', () => {
  it.each(bad)('%s', async (_, files, message) => {
    const { apply, call } = await start(files);
    const { code, stdout, stderr } = await apply('-y');
    expect(stderr).toContain(message);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(await call('GET', '/export')).toMatchObject({ integrations: [] });
  });
});
