import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

const source = `console.log('push of', activity.environments[0]);
const response = fetch(variables.chat_url, { method: 'POST', body: activity.text });
if (!response.ok) throw new Error('answered ' + response.status);
`;
const line = (at: number, text: string) => ({ at_ms: at, level: 'log' as const, text });

let system: CliSystem;
let project: CliProject;
let folder: string;

/** Three runs of one script: one succeeded, one failed, and one has printed something else. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-history-'));
  system = await startCliSystem();
  project = await system.addProject();
  const integration = await project.add({ type: 'script', name: 'notify', events: ['*'], script: source });
  const secret = { name: 'chat_url', value: 'https://hooks.example/T0', is_sensitive: true };
  await project.call('POST', `/integrations/${integration}/variables`, secret);
  const settle = async (
    id: string,
    status: string,
    printed: string,
    error?: { name: string; message: string },
  ) => {
    await project.record({
      id,
      type: 'environment.push',
      state: 'complete',
      environments: ['main'],
      text: id,
    });
    const output = [
      line(1, printed),
      line(2, 'HTTP request POST https://hooks.example/******'),
      line(3, `HTTP response ${status} (12 ms)`),
    ];
    const outcome = error === undefined ? 'succeeded' : 'failed';
    await project.settle(integration, { outcome, error, output, scriptVersion: 1 });
  };
  await settle('act1', '200 OK', 'push of main');
  await settle('act2', '500 Oh', 'push of main', { name: 'Error', message: 'answered 500' });
  await settle('act3', '200 OK', 'PUSH of main');
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

function test(text: string, ...args: string[]) {
  const file = path.join(folder, 'notify.js');
  writeFileSync(file, text);
  return project.upshot(['script:test', file, '--integration', 'notify', ...args]);
}

describe('script:test --integration', () => {
  it('compares with what the log knows, and says that it is not exact', async () => {
    const { code, stdout, stderr } = await test(source, '--last', '10');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^3 runs of notify \(v1\), .* of 1 type and 2 outcomes\n/);
    expect(stdout).toContain('\n  2 same      1 changed      0 fixed      0 broken\n');
    expect(stdout).toMatch(
      /changed {2}\w+ {2}environment\.push {2}succeeded\n.*\n {11}output\n.*- PUSH of main\n.*\+ push of main\n/,
    );
    expect(stdout).toContain(
      '0 compared exactly (recorded), 3 by what the log knows: record runs for exact answers',
    );
  });

  it.each([
    [['--fail-on', 'changed'], 12, '2 same      1 changed'],
    [['--fail-on', 'changed', '--ignore', 'output'], 0, '3 same      0 changed'],
    [['--outcome', 'failed', '--type', 'environment.push'], 0, '1 same      0 changed'],
    [['--fail-on', 'changed', '--jobs', '3'], 12, '2 same      1 changed'],
    [['--against', '1', '--last', '1'], 0, '0 same      1 changed'],
  ])('with %o ends with %i', async (args, code, counts) => {
    const ended = await test(source, ...args);
    expect(ended.stdout).toContain(counts);
    expect(ended.code).toBe(code);
  });

  it('ends with 12 when the script breaks a run, and shows what it fixes', async () => {
    const { code, stdout } = await test(source.replace('!response.ok', 'response.ok'));
    expect(code).toBe(12);
    expect(stdout).toContain('0 same      0 changed      1 fixed      2 broken');
    expect(stdout).toMatch(/broken {3}\w+ {2}environment\.push {2}was succeeded, now failed\n/);
    expect(stdout.indexOf('\nbroken')).toBeLessThan(stdout.indexOf('\nfixed'));
  });

  it.each([
    ['a part that there is not', [source, '--ignore', 'smell'], 'Invalid --ignore: smell'],
    ['no runs', [source, '--against', '7'], 'No runs found'],
    ['a broken script', ['const ('], 'Unexpected'],
    ['an integration that there is not', [source, '--integration', 'none'], 'none'],
  ])('refuses %s', async (_what, [text = '', ...args], message) => {
    const { code, stderr } = await test(text, ...args);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });

  it('takes one script, and --last takes an integration', async () => {
    const none = await project.upshot('script:test --integration notify');
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('takes one script') as string });
    const last = await project.upshot('script:test --last 5');
    expect(last).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--last takes --integration') as string,
    });
  });

  it('leaves out a run whose activity has changed its state since', async () => {
    await project.record({
      id: 'act3',
      type: 'environment.push',
      state: 'cancelled',
      environments: ['main'],
    });
    const { code, stdout } = await test(source);
    expect(stdout).toContain('2 same      0 changed      0 fixed      0 broken      1 skipped');
    expect(stdout).toContain('it was complete in run');
    expect(code).toBe(0);
  });
});
