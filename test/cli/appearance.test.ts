import { afterAll, beforeAll, expect, test } from 'vitest';
import { upshotFile } from '@upshot/testing/run-upshot';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { openTerminal, openUpshot } from './terminal.ts';

const RED = '\u001b[31m';
const GREEN = '\u001b[32m';
const address = 'https://receivers.example.com/a/path/that/is/longer/than/any/narrow/terminal';

let system: TestSystem;
let webhook: string;

beforeAll(async () => {
  system = await startSystem({ workers: 0 });
  webhook = await system.addIntegration({ type: 'webhook', url: address });
  await system.post({
    id: 'deploy0000001',
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    created_at: '2026-01-02T03:04:05.000000+00:00',
    environments: ['main'],
    text: 'Ada pushed \u001b[2J to main',
    payload: {},
  });
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

test('in 40 columns no line of a table is wider, and an id stays whole', async () => {
  using terminal = openUpshot(system.url, 'integrations -q', { columns: 40 });
  expect(await terminal.ended).toBe(0);
  const lines = terminal.shown().trimEnd().split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBe(40);
  expect(terminal.shown()).toContain(`│ ID: ${webhook} `);
  const summary = lines.map((line) => line.split('│')[1]?.trim() ?? '').join('');
  expect(summary).toContain(address);
});

test('in 80 columns the list of activities fits', async () => {
  using terminal = openUpshot(system.url, 'activities -q', { columns: 80 });
  expect(await terminal.ended).toBe(0);
  const widths = terminal
    .shown()
    .split('\n')
    .map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  expect(terminal.shown()).toContain('│ deploy0000001 │');
});

test('a terminal of unknown size counts as 80 columns, and COLUMNS wins', async () => {
  const widest = async (environment: string) => {
    const line = `stty cols 0; ${environment} "$0" activities -q`;
    using terminal = openTerminal(system.url, '/bin/sh', ['-c', line, upshotFile], { columns: 400 });
    expect(await terminal.ended).toBe(0);
    return Math.max(
      ...terminal
        .shown()
        .split('\n')
        .map((shown) => shown.length),
    );
  };
  expect(await widest('')).toBeLessThanOrEqual(80);
  expect(await widest('')).toBeGreaterThan(70);
  expect(await widest('COLUMNS=70')).toBeLessThanOrEqual(70);
});

test('into a pipe a table is as wide as it needs to be', async () => {
  const line = '"$0" integrations -q | cat';
  using terminal = openTerminal(system.url, '/bin/sh', ['-c', line, upshotFile], { columns: 400 });
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).toContain(`URL: ${address} │`);
});

test('errors are red, required fields are marked in red, names and defaults are green', async () => {
  using terminal = openUpshot(system.url, 'integration:add --type webhook');
  await terminal.answer('URL (--url)', 'nowhere\r');
  await terminal.answer('Invalid URL', '\u0003');
  expect(await terminal.ended).toBe(130);
  expect(terminal.raw()).toContain(`${RED}*`);
  expect(terminal.raw()).toContain(`${GREEN}URL`);
  expect(terminal.raw()).toContain(`${RED}Invalid URL: nowhere`);
});

test('NO_COLOR turns colours off', async () => {
  using terminal = openUpshot(system.url, 'integration:add --type webhook', { env: { NO_COLOR: '1' } });
  await terminal.answer('* URL (--url)', 'nowhere\r');
  await terminal.answer('Invalid URL', '\u0003');
  expect(await terminal.ended).toBe(130);
  // oxlint-disable-next-line no-control-regex
  expect(terminal.raw()).not.toMatch(/\u001b\[\d*m/);
});

test('questions are asked at the terminal while the data goes elsewhere', async () => {
  const line = 'id=$("$0" integration:get -P id); echo "got <$id>"';
  using terminal = openTerminal(system.url, '/bin/sh', ['-c', line, upshotFile]);
  await terminal.answer('Enter a number to choose an integration:', '2\r');
  await terminal.ended;
  expect(terminal.shown()).toMatch(/1\W+health\.email \(health\.email, /);
  expect(terminal.shown()).toContain(`got <${webhook}>`);
});

test('control characters of an activity are shown, not obeyed', async () => {
  using terminal = openUpshot(system.url, 'activity:get deploy0000001 -P text');
  expect(await terminal.ended).toBe(0);
  expect(terminal.raw()).not.toContain('\u001b[2J');
  expect(terminal.shown()).toContain(String.raw`Ada pushed \x1b[2J to main`);
});

test('the log of an activity under way is followed until it ends', async () => {
  const activity = { id: 'deploy0000002', type: 'environment.push', environments: ['main'], payload: {} };
  const made = { ...activity, created_at: '2026-01-02T03:05:05.000000+00:00' };
  await system.post({ ...made, state: 'in_progress', result: null });
  using terminal = openUpshot(system.url, 'activity:log deploy0000002 --refresh 0.1');
  await terminal.expect('Activity ID: deploy0000002');
  await terminal.expect('State: in progress');
  await system.post({ ...made, state: 'complete', result: 'success', log: 'built\ndeployed\n' });
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).toContain('Log:\nbuilt\ndeployed\n');
});

test('Ctrl-C ends following with exit code 130', async () => {
  await system.post({ id: 'deploy0000003', type: 'environment.push', state: 'pending', payload: {} });
  using terminal = openUpshot(system.url, 'activity:log deploy0000003 --refresh 0.1');
  await terminal.expect('Log:');
  terminal.press('\u0003');
  expect(await terminal.ended).toBe(130);
});

test('what cannot be cancelled is said so, with its state: exit code 1', async () => {
  using terminal = openUpshot(system.url, 'activity:cancel deploy0000001');
  expect(await terminal.ended).toBe(1);
  expect(terminal.shown()).toBe(
    'The activity deploy0000001 cannot be cancelled in its current state (complete).\n',
  );
});

test('an activity is explained: what it fired, and why nothing else', async () => {
  const other = await system.addIntegration({ type: 'webhook', url: address, events: ['environment.merge'] });
  await system.post({ id: 'deploy0000004', type: 'environment.push', state: 'complete', payload: {} });
  using terminal = openUpshot(system.url, 'activity:explain deploy0000004 --format plain', { columns: 400 });
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).toContain('What the activity deploy0000004 (environment.push) fired:\n');
  expect(terminal.shown()).toMatch(new RegExp(`\n${webhook}\\s+\\S+\\s+matched\\s+\\w+`));
  expect(terminal.shown()).toMatch(new RegExp(`\n${other}\\s+\\S+\\s+skipped\\s.*is not in events`));
  await system.call('DELETE', `/projects/${project}/integrations/${other}`);
});
