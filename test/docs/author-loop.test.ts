import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { readRules } from '@upshot/trial/rules/read-rules';
import { readTestFile } from '@upshot/trial/test-file/read-test-file';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'author-loop.md'), 'utf8');
const pages = [page, readFileSync(join(root, 'docs', 'recordings.md'), 'utf8')];

/** The nth YAML document that the page shows. */
function yaml(index: number): string {
  return [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)][index]?.[1] ?? '';
}

/** Each block of commands, with the output that the page shows below it. */
const blocks = pages
  .flatMap((text) => [...text.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```\n([\s\S]*?)^```\n)?/gm)])
  .map(([, commands = '', output]) => ({ commands: commands.trim().split('\n'), output }));

/** A command of the page in a shell, in which `upshot` is the one of this tree. */
async function run(command: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { HOME, PATH: `${join(root, 'packages/cli/bin')}:${PATH}`, UPSHOT_URL: 'http://127.0.0.1:2' };
  return await new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Times, sizes and the width of times differ from run to run; a busy machine takes seconds. */
function masked(text: string): string {
  return text.replaceAll(/^ +\d+ ms/gm, '  N').replaceAll(/\b\d+(\.\d+)? (ms|s|MB)\b/g, 'N');
}

describe('the pages for authors', () => {
  it('have commands with output', () => {
    expect(blocks.length).toBeGreaterThan(4);
    expect(blocks.filter(({ output }) => output !== undefined).length).toBeGreaterThan(1);
  });

  it.each(blocks.flatMap(({ commands, output }) => commands.map((command) => ({ command, output }))))(
    'show what $command does',
    async ({ command, output }) => {
      const { code, stdout, stderr } = await run(command);
      expect(stderr).toBe('');
      expect(code).toBe(output?.includes('✗') === true ? 10 : 0);
      expect(masked(stdout)).toBe(masked(output ?? stdout));
    },
  );

  it('show a rules file and a test file that are valid', () => {
    expect(readRules(yaml(0), 'page').answers).toHaveLength(2);
    expect(readTestFile(yaml(1), 'page').tests).toHaveLength(1);
  });
});
