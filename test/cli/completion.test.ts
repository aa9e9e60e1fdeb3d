import { spawnSync } from 'node:child_process';
import { symlinkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSystem, type TestSystem } from '../support/system.ts';
import { openTerminal, terminalEnvironment, upshotFile, type Terminal } from './terminal.ts';

const TAB = '\t';
const folder = mkdtempSync(join(tmpdir(), 'upshot-completion-'));
let system: TestSystem;
let integration: string;

beforeAll(async () => {
  system = await startSystem({ workers: 0 });
  integration = await system.addIntegration({ type: 'webhook', url: 'https://a.example/' });
  await system.post({ id: 'deploy0000001', type: 'environment.push', state: 'complete', payload: {} });
  symlinkSync(upshotFile, join(folder, 'upshot'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

const withUpshotOnPath = () => ({ PATH: `${folder}:${process.env['PATH'] ?? ''}`, PS1: 'ready$ ' });

const hasShell = (name: string) => spawnSync(name, ['--version']).error === undefined;

async function openBash(): Promise<Terminal> {
  const terminal = openTerminal(system.url, 'bash', ['--norc', '--noprofile'], {
    columns: 200,
    env: withUpshotOnPath(),
  });
  await terminal.answer('ready$ ', 'source <(upshot completion bash)\r');
  return terminal;
}

test('bash completes commands, colons included', async () => {
  using bash = await openBash();
  await bash.answer('ready$ ', `upshot integration:val${TAB}`);
  await bash.expect('integration:validate ');
  expect(bash.shown()).toMatch(/\$ upshot integration:validate $/);
});

test('bash completes options', async () => {
  using bash = await openBash();
  await bash.answer('ready$ ', `upshot integration:add --excl${TAB}`);
  await bash.expect('--excluded-environments ');
  expect(bash.shown()).toMatch(/\$ upshot integration:add --excluded-environments $/);
});

test('bash completes the ids there are, asking the server', async () => {
  using bash = await openBash();
  await bash.answer('ready$ ', `upshot integration:get ${integration.slice(0, 3)}${TAB}`);
  await bash.answer(`integration:get ${integration} `, '\u0003');
  await bash.answer('ready$ ', `upshot activity:log -t dep${TAB}`);
  await bash.expect('activity:log -t deploy0000001 ');
  expect(bash.shown()).toMatch(/\$ upshot activity:log -t deploy0000001 $/);
});

test('bash completes the values of options', async () => {
  using bash = await openBash();
  await bash.answer('ready$ ', `upshot integrations --format pl${TAB}`);
  await bash.expect('--format plain ');
  expect(bash.shown()).toMatch(/\$ upshot integrations --format plain $/);
});

test('without a server nothing is completed, and nothing is said', () => {
  const { stdout } = spawnSync(upshotFile, ['completion', 'bash'], { encoding: 'utf8' });
  const line = 'upshot integration:get ';
  const probe = `${stdout}\nCOMP_LINE="${line}"; COMP_POINT=\${#COMP_LINE}; _upshot; echo "<\${COMPREPLY[*]}>"`;
  const { stdout: replies, stderr } = spawnSync('bash', ['--norc', '-c', probe], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...terminalEnvironment('http://127.0.0.1:2'), ...withUpshotOnPath() },
  });
  expect({ replies, stderr }).toEqual({ replies: '<upshot>\n', stderr: '' });
});

const zsh = 'zsh';
const fish = 'fish';

test.skipIf(!hasShell(zsh))('zsh takes its script', () => {
  const { stdout } = spawnSync(upshotFile, ['completion', 'zsh'], { encoding: 'utf8' });
  const { status, stderr } = spawnSync(zsh, ['-f', '-c', `${stdout}\nwhence _upshot`], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.skipIf(!hasShell(fish))('fish takes its script', () => {
  const { stdout } = spawnSync(upshotFile, ['completion', 'fish'], { encoding: 'utf8' });
  const line = 'complete -C "upshot integration:val"';
  const replies = spawnSync(fish, ['--no-config', '-c', `${stdout}\n${line}`], { encoding: 'utf8' });
  expect(replies.stdout).toContain('integration:validate');
});
