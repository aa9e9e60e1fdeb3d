import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let project: CliProject;
const folder = mkdtempSync(path.join(tmpdir(), 'upshot-'));
const file = (name: string, content: string | Buffer) => {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
};

beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

describe('a number keeps every digit', () => {
  const numbers = '"big":12345678901234567890,"f":1.10,"in":{"n":[1.0]}';
  const text = `{"id":"big-1","type":"x.y","state":"complete","environments":[],${numbers}}`;

  it('in what the server sent, as a property, and as JSON', async () => {
    await project.upshot(['activity:send', file('big.json', text)]);
    expect((await project.upshot('activity:get big-1 -P big')).stdout).toBe('12345678901234567890\n');
    expect((await project.upshot('activity:get big-1 -P f')).stdout).toBe('1.10\n');
    expect((await project.upshot('activity:get big-1 -P in')).stdout).toBe('n:\n  - 1.0\n');
    const json = (await project.upshot('activity:get big-1 --format json')).stdout;
    expect(json).toContain('"big": 12345678901234567890,');
    expect(json).toContain('"f": 1.10,');
  });

  it('given with --set', async () => {
    const set = ['--set', 'n=12345678901234567890', '--set', 'deep.f=1.10'];
    await project.upshot(['activity:send', '--type', 'environment.push', '--state', 'complete', ...set]);
    const json = (await project.upshot('activity:list --type push --limit 1 --format json')).stdout;
    const id = (JSON.parse(json) as { id: string }[])[0]?.id ?? '';
    expect((await project.upshot(`activity:get ${id} -P n`)).stdout).toBe('12345678901234567890\n');
    expect((await project.upshot(`activity:get ${id} -P deep.f`)).stdout).toBe('1.10\n');
  });
});

describe('a file that is not UTF-8', () => {
  it('is refused as a script, since it would be another script', async () => {
    const script = file('input.js', Buffer.from('console.log("café £")', 'latin1'));
    const { code, stderr } = await project.upshot(['integration:add', '--type', 'script', '--file', script]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${script} is not UTF-8 (byte at offset 16)`);
  });

  it('has no byte order mark in the secret', async () => {
    const id = await project.addScript();
    const value = file('secret.txt', '\uFEFFhunter22\n');
    await project.upshot(['integration:variable:create', id, 'key', '--value-file', value]);
    expect((await project.upshot(['integration:variable:get', id, 'key', '-P', 'value'])).stdout).toBe(
      'hunter22\n',
    );
  });
});

describe('a relative time', () => {
  it.each(['-1 hour', 'yesterday', '1 hour ago', '@1764379000', '2026-11-29 01:26'])(
    'may be %s',
    async (start) => {
      for (const line of [
        ['activity:list', '--start', start],
        ['activity:replay', '--from', start, '--dry-run'],
      ]) {
        const { stderr } = await project.upshot(line);
        expect(stderr).not.toContain('invalid');
      }
    },
  );
});
