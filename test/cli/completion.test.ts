import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSystem, type TestSystem } from '@upshot/testing/system';
import { upshotFile } from '@upshot/testing/run-upshot';
import { openTerminal, terminalEnvironment, type Terminal } from './terminal.ts';

const TAB = '\t';
const folder = mkdtempSync(join(tmpdir(), 'upshot-completion-'));
/** A shell, or the command line itself, would take these for more than a word. */
const hostileIds = [
  'evil$(touch pwned)',
  'bad`touch pwned`',
  'sly;touch pwned',
  '\u2028$(touch pwned)',
  '--server=http://evil.example',
  '~root',
  'a b',
];
const environment = {
  PATH: `${folder}:${process.env['PATH'] ?? ''}`,
  PS1: 'ready$ ',
  HOME: folder,
  TERM: 'dumb',
};
let system: TestSystem;
let integration: string;

beforeAll(async () => {
  system = await startSystem({ workers: 0 });
  integration = await system.addIntegration({ type: 'webhook', url: 'https://a.example/' });
  for (const id of ['deploy0000001', ...hostileIds]) {
    await system.post({ id, type: 'environment.push', state: 'complete', payload: {} });
  }
  symlinkSync(upshotFile, join(folder, 'upshot'));
  writeFileSync(join(folder, 'some file'), '');
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

/** How each shell is started without the user's settings, and what it is told before anything is completed. */
const shells = {
  bash: { args: ['--norc', '--noprofile'], setUp: 'source <(upshot completion bash)' },
  zsh: { args: ['-f', '-o', 'no_prompt_sp'], setUp: 'source <(upshot completion zsh)' },
  fish: {
    args: ['--no-config', '--init-command', "function fish_prompt; echo -n 'ready$ '; end"],
    setUp: 'upshot completion fish | source',
  },
};

const isHere = (shell: string) => spawnSync(shell, ['--version']).error === undefined;

/** Types at the prompt, after which a shell may send what moves the cursor. */
async function type(terminal: Terminal, keys: string): Promise<void> {
  await terminal.expect('ready$ ');
  terminal.press(keys);
}

for (const [shell, { args, setUp }] of Object.entries(shells)) {
  describe.skipIf(!isHere(shell))(`${shell} completes`, () => {
    const open = async () => {
      const terminal = openTerminal(system.url, shell, args, { columns: 200, cwd: folder, env: environment });
      await type(terminal, `${setUp}\r`);
      return terminal;
    };

    test.each([
      ['commands, colons included', 'integration:val', 'integration:validate '],
      ['options', 'integration:add --excl', 'integration:add --excluded-environments '],
      ['the values of options', 'integrations --format pl', 'integrations --format plain '],
      ['ids, which it asks the server for', 'activity:log -t dep', 'activity:log -t deploy0000001 '],
      ['names of files where it knows nothing', 'activity:send ./som', 'activity:send ./some\\ file '],
    ])('%s', async (_what, typed, completed) => {
      using terminal = await open();
      await type(terminal, `upshot ${typed}${TAB}`);
      await terminal.expect(completed);
      expect(terminal.shown()).toContain(completed);
    });

    test('ids of whatever the argument is', async () => {
      using terminal = await open();
      await type(terminal, `upshot integration:get ${integration.slice(0, 3)}${TAB}`);
      await terminal.expect(`integration:get ${integration} `);
      expect(terminal.shown()).toContain(`integration:get ${integration} `);
    });

    test.each([
      ['nothing', 'activity:log ', ''],
      ['its beginning', 'activity:log evil', ''],
      ['quotes', 'activity:log "evil ', '"'],
      ['backquotes', 'activity:log `echo ', '`'],
    ])('no id that is more than a word, after %s', async (_after, typed, close) => {
      using terminal = await open();
      await type(terminal, `upshot ${typed}${TAB}${TAB}`);
      await terminal.expect(typed.trim());
      terminal.press(`${close}\r`);
      await terminal.expect('ready$ ');
      const lines = terminal.shown().split('\n');
      const entered = lines.filter((line) => line.includes('upshot activity:log'));
      expect(entered.join('\n')).toContain(typed.trim());
      expect(entered.join('\n')).not.toMatch(/touch|server=|~root/);
      expect(readdirSync(folder)).not.toContain('pwned');
    });
  });
}

test('only ids that are plain words to every shell are offered', () => {
  const { stdout } = spawnSync(upshotFile, ['completion:words', 'upshot activity:log '], {
    encoding: 'utf8',
    env: terminalEnvironment(system.url),
  });
  expect(stdout).toBe('deploy0000001\n');
});

test('without a server nothing is completed, and nothing is said', () => {
  const { stdout } = spawnSync(upshotFile, ['completion', 'bash'], { encoding: 'utf8' });
  const line = 'upshot integration:get ';
  const probe = `${stdout}\nCOMP_LINE="${line}"; COMP_POINT=\${#COMP_LINE}; _upshot; echo "<\${COMPREPLY[*]}>"`;
  const { stdout: replies, stderr } = spawnSync('bash', ['--norc', '-c', probe], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...terminalEnvironment('http://127.0.0.1:2'), ...environment },
  });
  expect({ replies, stderr }).toEqual({ replies: '<>\n', stderr: '' });
});
