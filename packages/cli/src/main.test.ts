import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureServer, type FixtureServer } from './testing/fixture-server.ts';
import { childEnvironment, ended, runUpshot, upshotFile, type RunOptions } from './testing/run-upshot.ts';

let server: FixtureServer;
let folder: string;

beforeAll(async () => {
  server = await startFixtureServer();
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-cli-'));
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const upshot = (line: string, options?: RunOptions) => runUpshot(server.url, line.split(' '), options);

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
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'No valid token\n' });
  });

  it('5: the server does not answer', async () => {
    const { code, stderr } = await upshot('integrations --server http://127.0.0.1:2');
    expect(code).toBe(5);
    expect(stderr).toContain('Could not reach http://127.0.0.1:2 (ECONNREFUSED)');
  });

  it('6: the token may not do it', async () => {
    const { code, stderr } = await upshot('integration:delete script -y', {
      env: { UPSHOT_TOKEN: 'reader' },
    });
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: 'The token may not do this: It needs the scope admin.\n',
    });
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
    expect(stderr).toContain('Column not found: nothing (available columns: id, type, summary,');
  });

  it('names the formats there are', async () => {
    const { code, stderr } = await upshot('integrations --format xml');
    expect(code).toBe(1);
    expect(stderr).toContain('Invalid format: xml (available formats: table, csv, tsv, plain, json)');
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
      env: childEnvironment(server.url),
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await ended(child)).toBe(0);
    expect(stderr).not.toContain('EPIPE');
  });

  it('runs through symbolic links, from anywhere', async () => {
    const link = path.join(folder, 'upshot');
    symlinkSync(upshotFile, link);
    const child = spawn(link, ['--version'], { cwd: folder, env: childEnvironment(server.url) });
    expect(await ended(child)).toBe(0);
  });

  it('reads the token from a file', async () => {
    const file = path.join(folder, 'token');
    writeFileSync(file, 'secret\n');
    const { code } = await upshot(`integrations --token-file ${file}`, { env: { UPSHOT_TOKEN: '' } });
    expect(code).toBe(0);
  });

  it('tries again when the server is busy, and shows the requests with -v, never the token', async () => {
    const { code, stderr } = await upshot('project:get busy -v');
    expect(code).toBe(0);
    expect(stderr).toContain('Busy; trying again in');
    expect(stderr).toContain(`GET ${server.url}/api/projects/busy 503`);
    expect(stderr).not.toContain('secret');
  });

  it('retries no earlier than retry-after says, and does not wait for an hour', async () => {
    const { code, stderr } = await upshot('project:get overrun');
    expect(code).not.toBe(0);
    expect(stderr).toContain('Busy');
    expect(server.received.filter(({ path }) => path === 'projects/overrun')).toHaveLength(1);
  });

  it('says only what matters with -q', async () => {
    const { stdout, stderr } = await upshot('integrations -q');
    expect(stdout).toContain('scripti23456a');
    expect(stderr).toBe('');
  });

  it('creates projects and shows them', async () => {
    const { stdout, stderr } = await upshot(
      'project:create shop --title Shop --set attributes.tier=1 --format json',
    );
    expect(stderr).toBe('Created project shop\n');
    expect(JSON.parse(stdout)).toEqual({ id: 'shop', title: 'Shop', attributes: { tier: 1 } });
    expect((await upshot('projects --format plain --no-header -c id,title')).stdout).toBe('demo\tDemo\n');
  });

  it('merges into a project, and replaces it only with --replace', async () => {
    await upshot('project:create shop --set a.b=1');
    await upshot('project:create shop --replace');
    const [merged, replaced] = server.received.filter(({ method }) => method === 'PUT').slice(-2);
    expect([merged?.body, merged?.query.get('replace')]).toEqual(['{"a":{"b":1}}', null]);
    expect([replaced?.body, replaced?.query.get('replace')]).toEqual(['{}', 'true']);
  });

  it('prints a new token alone, lists tokens and revokes one', async () => {
    const { stdout, stderr } = await upshot('token:create --scope producer');
    expect(stdout).toBe('upshot_tok3_x\n');
    expect(stderr).toContain('it is not shown again');
    expect((await upshot('tokens --format plain --no-header -c id,scope')).stdout).toBe(
      'tok1\tproducer\ntok2\tadmin\n',
    );
    expect((await upshot('token:revoke tok1 -y')).stderr).toBe('Revoked token tok1\n');
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
