import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixtureServer, type FixtureServer } from '../testing/fixture-server.ts';
import { childEnvironment, ended, upshotFile } from '../testing/run-upshot.ts';

const scriptProgram = 'script';
const scriptVersion: string | null = spawnSync(scriptProgram, ['--version'], { encoding: 'utf8' }).stdout;
const hasPseudoTerminal = scriptVersion?.includes('util-linux') ?? false;

let server: FixtureServer;

beforeAll(async () => {
  server = await startFixtureServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe.skipIf(!hasPseudoTerminal)('at a terminal (needs script(1) of util-linux)', () => {
  it('asks which integration, then whether to delete it', async () => {
    const terminal = openTerminal('integration:delete');
    await terminal.answer('Enter a number to choose an integration:', '2\r');
    await terminal.answer('Delete the integration hook456789abc (type: webhook)?', 'y\r');
    expect(await terminal.end()).toBe(0);
    expect(terminal.shown()).toContain('Deleted integration hook456789abc');
  });

  it('asks for what a new integration lacks, with the defaults filled in', async () => {
    const terminal = openTerminal('integration:add --type webhook --url https://a.b/');
    await terminal.answer('--shared-key', '\r');
    await terminal.answer('--events', 'environment.push\r');
    await terminal.answer('--states', '\r');
    await terminal.answer('--environments', '\r');
    await terminal.answer('--excluded-environments', '\r');
    expect(await terminal.end()).toBe(0);
    const body = server.received.findLast(({ method }) => method === 'POST')?.body ?? '{}';
    expect(JSON.parse(body)).toEqual({
      type: 'webhook',
      url: 'https://a.b/',
      events: ['environment.push'],
      states: ['complete'],
      environments: ['*'],
    });
  });

  it('shows control characters instead of obeying them', async () => {
    const terminal = openTerminal('activity:log act0000000003');
    expect(await terminal.end()).toBe(0);
    expect(terminal.shown()).toContain(String.raw`world \x1b[2J`);
  });
});

function openTerminal(line: string) {
  const child: ChildProcessWithoutNullStreams = spawn(
    scriptProgram,
    ['-qec', `"${upshotFile}" ${line}`, '/dev/null'],
    {
      env: childEnvironment(server.url, { NO_COLOR: '1', TERM: 'xterm', COLUMNS: '200' }),
    },
  );
  let shown = '';
  let answered = 0;
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  const end = ended(child);
  return {
    shown: () => shown,
    end: () => end,
    /** Waits for a question not yet answered, and types. */
    async answer(question: string, keys: string): Promise<void> {
      await expect
        .poll(() => shown.indexOf(question, answered), { timeout: 5000, interval: 20 })
        .toBeGreaterThanOrEqual(0);
      answered = shown.length;
      child.stdin.write(keys);
    },
  };
}
