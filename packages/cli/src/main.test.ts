import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { adminToken } from '@upshot/testing/processes';
import { startRecordingProxy } from '@upshot/testing/recording-proxy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from './testing/cli-system.ts';
import { childEnvironment, ended, upshotFile } from '@upshot/testing/run-upshot';
import { sampleActivities } from './testing/sample-activities.ts';

let system: CliSystem;
let folder: string;
/** With the sample activities and a script. */
let project: CliProject;
let script: string;
let upshot: CliProject['upshot'];

beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
  await project.record(...sampleActivities);
  script = await project.addScript();
  ({ upshot } = project);
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-cli-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

describe.concurrent('exit codes', () => {
  it('3: no token', async () => {
    const { code, stderr } = await upshot('integrations', { env: { UPSHOT_TOKEN: '' } });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'A token is required: set UPSHOT_TOKEN, or use --token-file.\n',
    });
  });

  it('3: a token the server does not know', async () => {
    const { code, stderr } = await upshot('integrations', { env: { UPSHOT_TOKEN: 'wrong' } });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^No valid token(: .+)?\n\(trace [0-9a-f]{32}\)\n$/);
  });

  it('5: the server does not answer', async () => {
    const { code, stderr } = await upshot('integrations --server http://127.0.0.1:2');
    expect(code).toBe(5);
    expect(stderr).toContain('Could not reach http://127.0.0.1:2 (ECONNREFUSED)');
  });

  it('6: the token may not do it', async () => {
    const reader = { name: 'reader', scope: 'read', project: project.id };
    const { token } = (await system.call('POST', '/tokens', reader)) as { token: string };
    const { code, stderr } = await upshot(`integration:delete ${script} -y`, {
      env: { UPSHOT_TOKEN: token },
    });
    expect(code).toBe(6);
    expect(stderr).toMatch(/^The token may not do this: .+admin.+\n\(trace [0-9a-f]{32}\)\n$/);
  });

  it('9: no such project, or none named', async () => {
    expect((await upshot('integrations -p nowhere')).code).toBe(9);
    expect((await upshot('integrations', { env: { UPSHOT_PROJECT: '' } })).code).toBe(9);
  });

  it('1: an unknown command or option', async () => {
    const { code, stderr } = await upshot('integration:lst');
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean integration:list?');
    expect((await upshot('integrations --nonsense')).code).toBe(1);
  });

  it('0: help and version', async () => {
    expect(await upshot('--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' });
    expect((await upshot('integration:add --help')).stdout).toContain('--shared-key');
  });
});

describe.concurrent('formats and columns', () => {
  it('quotes CSV as RFC 4180 says and flattens plain text', async () => {
    const line = 'act --limit 2 -c text,description --no-header';
    expect((await upshot(`${line.replace('text,', '')} --format csv`)).stdout).toBe(
      'Ada pushed\n"tab\there ""quoted""\nline"\n',
    );
    expect((await upshot(`${line.replace('text,', '')} --format plain`)).stdout).toBe(
      'Ada pushed\ntab here "quoted" line\n',
    );
  });

  it('prints JSON as the server sent it, or the chosen columns', async () => {
    const whole = JSON.parse((await upshot('activities --limit 1 --format json')).stdout) as unknown[];
    expect(whole).toMatchObject([{ id: 'act0000000000', state: 'in_progress', payload: {} }]);
    const narrow = JSON.parse(
      (await upshot('activities --limit 1 --format json -c ID,time_w*')).stdout,
    ) as unknown;
    expect(narrow).toEqual([{ id: 'act0000000000', time_wait: 1.5 }]);
  });

  it('takes +, wildcards and any case for columns', async () => {
    const line = 'act --limit 1 --format plain -c';
    expect((await upshot(`${line} +type`)).stdout.split('\n')[0]).toBe(
      'ID\tCreated\tDescription\tProgress\tState\tResult\tEnvironment(s)\tType',
    );
    expect((await upshot(`${line} TIME_%`)).stdout.split('\n')[0]).toBe(
      'Exec time (s)\tWait time (s)\tBuild time (s)\tDeploy time (s)',
    );
  });

  it('names the columns there are', async () => {
    const { code, stderr } = await upshot('integrations -c nothing');
    expect(code).toBe(1);
    expect(stderr).toContain('Column not found: nothing (available columns: id, name, type, summary,');
  });

  it('names the formats there are', async () => {
    const { code, stderr } = await upshot('integrations --format xml');
    expect(code).toBe(1);
    expect(stderr).toContain('Invalid format: xml (available formats: table, csv, tsv, plain, json, ndjson)');
  });

  it('writes dates in the time zone of the machine, by any PHP format', async () => {
    const line = 'activity:get act0000000003 -P started_at';
    const env = { TZ: 'Asia/Kolkata' };
    expect((await upshot(line, { env })).stdout).toBe('2026-01-02T05:30:00+05:30\n');
    expect((await upshot(`${line} --date-fmt Y/n/j_H\\h`)).stdout).toBe('2026/1/2_00h\n');
  });
});

describe.concurrent('behaviour as a program', () => {
  it('survives a reader that has seen enough', async () => {
    const child = spawn('sh', ['-c', `"${upshotFile}" act --limit 60 --format json | head -c 1`], {
      env: childEnvironment(system.url, { UPSHOT_PROJECT: project.id }),
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await ended(child)).toBe(0);
    expect(stderr).not.toContain('EPIPE');
  });

  it('runs through symbolic links, from anywhere', async () => {
    const link = path.join(folder, 'upshot');
    symlinkSync(upshotFile, link);
    const child = spawn(link, ['--version'], { cwd: folder, env: childEnvironment(system.url) });
    expect(await ended(child)).toBe(0);
  });

  it('reads the token from a file', async () => {
    const file = path.join(folder, 'token');
    writeFileSync(file, `${adminToken}\n`);
    const { code } = await upshot(`integrations --token-file ${file}`, { env: { UPSHOT_TOKEN: '' } });
    expect(code).toBe(0);
  });

  it('says only what matters with -q', async () => {
    const { stdout, stderr } = await upshot('integrations -q');
    expect(stdout).toContain(script);
    expect(stderr).toBe('');
  });

  it('creates projects and shows them', async () => {
    const { stdout, stderr } = await upshot(
      'project:create shop2 --title Shop --set attributes.tier=1 --format json',
    );
    expect(stderr).toBe('Created project shop2\n');
    const created = { id: 'shop2', title: 'Shop', attributes: { tier: 1 } };
    expect(JSON.parse(stdout)).toMatchObject(created);
    expect(await system.call('GET', '/projects/shop2')).toMatchObject(created);
    const asked = { name: 'shop2', scope: 'read', project: 'shop2' };
    const { token } = (await system.call('POST', '/tokens', asked)) as { token: string };
    const env = { UPSHOT_TOKEN: token };
    const projects = await upshot('projects --format plain --no-header -c id,title', { env });
    expect(projects.stdout).toBe('shop2\tShop\n');
  });

  it('merges into a project, and replaces it only with --replace', async () => {
    await using proxy = await startRecordingProxy(system.url);
    const { id } = await system.addProject();
    await upshot(`project:create ${id} --set a.b=1`, { server: proxy.url });
    const get = () => system.call('GET', `/projects/${id}`);
    expect(await get()).toMatchObject({ title: expect.stringMatching(/^Project/) as string, a: { b: 1 } });
    await upshot(`project:create ${id} --replace`, { server: proxy.url });
    expect(await get()).not.toHaveProperty('a');
    const [merged, replaced] = proxy.requests.filter(({ method }) => method === 'PUT');
    expect([merged?.body, merged?.query.get('replace')]).toEqual(['{"a":{"b":1}}', null]);
    expect([replaced?.body, replaced?.query.get('replace')]).toEqual(['{}', 'true']);
  });

  it('prints a new token alone, lists tokens and revokes one', async () => {
    const { stdout, stderr } = await upshot('token:create --scope producer');
    expect(stdout).toMatch(/^upshot_[a-z0-9]+_\S+\n$/);
    expect(stderr).toContain('it is not shown again');
    const id = stdout.split('_')[1] ?? '';
    const list = async () => {
      const tokens = await upshot('tokens --format plain --no-header -c id,scope');
      return tokens.stdout.trimEnd().split('\n');
    };
    expect(await list()).toContain(`${id}\tproducer`);
    expect((await upshot(`token:revoke ${id} -y`)).stderr).toBe(`Revoked token ${id}\n`);
    const tokens = (await system.call('GET', '/tokens')) as { id: string; revoked_at: string | null }[];
    expect(tokens.find((token) => token.id === id)?.revoked_at).toMatch(/^20/);
  });

  it('completes commands in bash, colons included', async () => {
    const { stdout } = await upshot('completion bash');
    const line = 'COMP_LINE="upshot integration:va"; COMP_POINT=${#COMP_LINE}';
    const probe = `${stdout}\n${line}; _upshot; echo "\${COMPREPLY[*]}"`;
    const { stdout: replies } = spawnSync('bash', ['--norc', '-c', probe], { encoding: 'utf8' });
    expect(replies.split(' ')).toContain('validate');
  });

  it('has a manual that is up to date: upshot reference > docs/cli.md', async () => {
    const manual = readFileSync(path.join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
    expect((await upshot('reference')).stdout).toBe(manual);
  });
});
