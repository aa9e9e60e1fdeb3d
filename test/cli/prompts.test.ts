import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { upshotFile } from '@upshot/testing/run-upshot';
import { openTerminal, openUpshot } from './terminal.ts';

interface Integration {
  readonly id: string;
  readonly type: string;
}

const folder = mkdtempSync(join(tmpdir(), 'upshot-terminal-'));
const script = join(folder, 'hello.js');
let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ workers: 0 });
  writeFileSync(script, 'console.log("hello");\n');
  writeFileSync(join(folder, 'hello.py'), 'console.log("hello");\n');
});

beforeEach(async () => {
  for (const { id } of await integrations()) {
    await system.call('DELETE', `/projects/${project}/integrations/${id}`);
  }
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

const integrations = async () =>
  (await system.call('GET', `/projects/${project}/integrations`)) as readonly Integration[];

const addWebhook = () => system.addIntegration({ type: 'webhook', url: 'https://example.com/hook' });

test('a new integration is asked for field by field, as Platform.sh lays it out', async () => {
  using terminal = openUpshot(system.url, 'integration:add');
  await terminal.answer('Enter a number to choose the integration type:', '1\r');
  await terminal.answer('* Script file (--file)', `${script}\r`);
  await terminal.answer('Events to report (--events)', 'environment.push, environment.merge\r');
  await terminal.answer('States to report (--states)', '\r');
  await terminal.answer('Included environments (--environments)', 'main\r');
  await terminal.answer('Excluded environments (--excluded-environments)', '\r');

  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).toContain(
    '\nEvents to report (--events)\nthe activity types that fire it\nDefault: *\n' +
      'Enter comma-separated values (or leave this blank)\n> ',
  );
  expect(await integrations()).toMatchObject([
    {
      type: 'script',
      script: 'console.log("hello");\n',
      events: ['environment.push', 'environment.merge'],
      states: ['complete'],
      environments: ['main'],
      excluded_environments: [],
    },
  ]);
});

test('only what the options leave open is asked for', async () => {
  using terminal = openUpshot(
    system.url,
    'integration:add --type webhook --url https://a.example/ --events * --states complete --environments *',
  );
  await terminal.answer('Shared key (--shared-key)', '\r');
  await terminal.answer('Excluded environments (--excluded-environments)', 'dev\r');

  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).not.toContain('(--events)');
  expect(await integrations()).toMatchObject([
    { url: 'https://a.example/', shared_key: null, excluded_environments: ['dev'] },
  ]);
});

test('a health integration is asked for its own fields, and not for events', async () => {
  using terminal = openUpshot(system.url, 'integration:add --type health.slack');
  await terminal.answer('* Token (--token)', 'xoxb-1\r');
  await terminal.answer('* Channel (--channel)', '#ops\r');
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).not.toContain('--events');
  expect(terminal.shown()).toMatch(/│ token +│ \*{6} +│/);
  expect(await integrations()).toMatchObject([{ type: 'health.slack', channel: '#ops' }]);

  using list = openUpshot(system.url, 'integrations --format csv --no-header -q');
  expect(await list.ended).toBe(0);
  expect(list.shown()).toMatch(/^\w+,health.slack,health.slack,Channel: #ops\n$/);
});

test('of several runs that wait, the one to cancel is chosen from a list', async () => {
  const id = await addWebhook();
  for (const name of ['deploy0000001', 'deploy0000002']) {
    await system.post({ id: name, type: 'environment.push', state: 'complete', payload: {} });
  }
  using terminal = openUpshot(system.url, `integration:activity:cancel ${id}`);
  await terminal.answer('Enter a number to choose an activity to cancel:', '2\r');
  expect(await terminal.ended).toBe(0);
  const cancelled = /Cancelled activity (\w+) \(Sending webhook\)/.exec(terminal.shown())?.[1] ?? '';
  const path = `/projects/${project}/integrations/${id}/activities/${cancelled}`;
  expect(await system.call('GET', path)).toMatchObject({ state: 'cancelled' });
});

test('an answer that will not do is asked for again, with the reason', async () => {
  using terminal = openUpshot(system.url, 'integration:add --type script --events * --states complete');
  await terminal.answer('Script file (--file)', '\r');
  await terminal.answer('This field is required.', `${join(folder, 'none.js')}\r`);
  await terminal.answer('File not found:', `${folder}\r`);
  await terminal.answer('This is a folder, not a file:', `${join(folder, 'hello.py')}\r`);
  await terminal.answer('Invalid file extension (allowed: .js, .ts, none)', `${script}\r`);
  await terminal.answer('(--environments)', '\r');
  await terminal.answer('(--excluded-environments)', '\r');

  expect(await terminal.ended).toBe(0);
  expect(await integrations()).toHaveLength(1);
});

test('the fifth answer that will not do is the last: exit code 1', async () => {
  using terminal = openUpshot(system.url, 'integration:add --type webhook');
  await terminal.answer('URL (--url)', 'one\r');
  await terminal.answer('Invalid URL: one', 'two\r');
  await terminal.answer('Invalid URL: two', 'three\r');
  await terminal.answer('Invalid URL: three', 'four\r');
  await terminal.answer('Invalid URL: four', 'five\r');

  expect(await terminal.ended).toBe(1);
  expect(terminal.shown()).toContain('Invalid URL: five');
  expect(await integrations()).toEqual([]);
});

test('a missing id is chosen from a numbered list, and the deletion confirmed', async () => {
  const first = await addWebhook();
  const second = await addWebhook();
  using terminal = openUpshot(system.url, 'integration:delete');
  await terminal.answer('Enter a number to choose an integration:', '9\r');
  await terminal.answer('Invalid choice: 9 (enter a number from 1 to 2)', '2\r');
  await terminal.expect('[y/N]');
  const isSecond = new RegExp(String.raw`\[2\] \S+ \(webhook, ${second}\)`).test(terminal.shown());
  const chosen = isSecond ? second : first;
  await terminal.answer(`(${chosen}, type: webhook)?`, 'perhaps\r');
  await terminal.answer('Please answer y or n.', 'y\r');

  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).toContain(`Deleted integration ${chosen}`);
  expect((await integrations()).map(({ id }) => id)).not.toContain(chosen);
});

test.each(['n\r', '\r'])('a deletion that is answered by %j is not done: exit code 1', async (answer) => {
  const id = await addWebhook();
  using terminal = openUpshot(system.url, `integration:delete ${id}`);
  await terminal.answer('Delete the integration', answer);

  expect(await terminal.ended).toBe(1);
  expect(terminal.shown()).toContain('Nothing was done.');
  expect(await integrations()).toHaveLength(1);
});

test.each(['-y', '--yes'])('%s answers the confirmation', async (flag) => {
  const id = await addWebhook();
  using terminal = openUpshot(system.url, `integration:delete ${id} ${flag}`);
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).not.toContain('[y/N]');
});

test.each(['-n', '--no'])('%s answers it with no', async (flag) => {
  const id = await addWebhook();
  using terminal = openUpshot(system.url, `integration:delete ${id} ${flag}`);
  expect(await terminal.ended).toBe(1);
  expect(await integrations()).toHaveLength(1);
});

test('--no-interaction asks nothing, even at a terminal', async () => {
  await addWebhook();
  using get = openUpshot(system.url, 'integration:get --no-interaction');
  expect(await get.ended).toBe(1);
  expect(get.shown()).toContain('The name or ID of an integration is required.');
  using add = openUpshot(system.url, 'integration:add --type script --no-interaction');
  expect(await add.ended).toBe(1);
  expect(add.shown()).toContain('--file is required');
});

test('with no integrations there is nothing to choose: exit code 1', async () => {
  using terminal = openUpshot(system.url, 'integration:get');
  expect(await terminal.ended).toBe(1);
  expect(terminal.shown()).toContain('No integrations found.');
});

test('a secret is asked for without showing it', async () => {
  const id = await addWebhook();
  using terminal = openUpshot(system.url, `integration:variable:create ${id} api_token --sensitive`);
  await terminal.expect('* Value (--value)');
  await terminal.expect('toggle visibility');
  terminal.press('pssst\r');
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).not.toContain('pssst');
});

test('pasted lines answer one question each', async () => {
  using terminal = openUpshot(system.url, 'integration:add --type webhook');
  await terminal.answer('URL (--url)', 'https://a.example/\r\renvironment.push\r\r\r\r');
  expect(await terminal.ended).toBe(0);
  expect(await integrations()).toMatchObject([{ url: 'https://a.example/', events: ['environment.push'] }]);
});

test('Ctrl-C at a question ends it with exit code 130, and the terminal is as before', async () => {
  await addWebhook();
  const line =
    'before=$(stty -g); "$0" integration:get; echo "code $?"; [ "$before" = "$(stty -g)" ] && echo same';
  using terminal = openTerminal(system.url, '/bin/sh', ['-c', line, upshotFile]);
  await terminal.answer('Enter a number to choose an integration:', '\u0003');
  await terminal.ended;
  expect(terminal.shown()).toContain('code 130\nsame\n');
});

test('Ctrl-C at a secret ends it the same way', async () => {
  const id = await addWebhook();
  const line =
    'before=$(stty -g); "$0" integration:variable:create "$1" key --sensitive; echo "code $?"; ' +
    '[ "$before" = "$(stty -g)" ] && echo same';
  using terminal = openTerminal(system.url, '/bin/sh', ['-c', line, upshotFile, id]);
  await terminal.expect('* Value (--value)');
  await terminal.expect('toggle visibility');
  terminal.press('half\u0003');
  await terminal.ended;
  expect(terminal.shown()).toContain('code 130\nsame\n');
});

test('Ctrl-D at a question ends it with exit code 1', async () => {
  await addWebhook();
  using terminal = openUpshot(system.url, 'integration:get');
  await terminal.answer('Enter a number to choose an integration:', '\u0004');
  expect(await terminal.ended).toBe(1);
  expect(terminal.shown()).toContain('Aborted.');
});
