import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRecordingProxy } from '@upshot/testing/recording-proxy';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';
import type { RunOptions } from '@upshot/testing/run-upshot';

let system: CliSystem;
let folder: string;
/** For commands that add nothing. */
let empty: CliProject;

beforeAll(async () => {
  system = await startCliSystem();
  empty = await system.addProject();
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-cli-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

/** Adds an integration to a new project: what the command printed and sent, and what the server has then. */
async function addTo(line: string | readonly string[], options: RunOptions = {}) {
  const project = await system.addProject();
  await using proxy = await startRecordingProxy(system.url);
  const ended = await project.upshot(line, { ...options, server: proxy.url });
  const integrations = await project.call<readonly { readonly id: string }[]>('GET', '/integrations');
  return { ...ended, sent: proxy.sent('POST'), integrations };
}

describe.concurrent('integration:add', () => {
  it('adds a script with the defaults of Platform.sh', async () => {
    const file = path.join(folder, 'hello.js');
    writeFileSync(file, 'console.log(1)');
    const line = `integration:add --type script --file ${file} --concurrency 2 --max-per-second 0.1 --burst 3`;
    const { code, stdout, stderr, sent, integrations } = await addTo(line);
    const id = integrations[0]?.id ?? '';
    expect(stderr).toBe(`Created integration ${id} (type: script, name: hello)\n`);
    expect(code).toBe(0);
    expect(stdout).toContain(id);
    const script = {
      name: 'hello',
      type: 'script',
      script: 'console.log(1)',
      events: ['*'],
      states: ['complete'],
      environments: ['*'],
      concurrency: 2,
      max_per_second: 0.1,
      burst: 3,
    };
    expect(sent).toMatchObject([script]);
    expect(integrations).toMatchObject([script]);
  });

  it('takes the short names of events that activity:list takes', async () => {
    const line =
      'integration:add --type webhook --url https://x.test/ --events push,environment.branch,health.*';
    const { code, stderr, integrations } = await addTo(line);
    expect(code).toBe(0);
    expect(stderr).not.toContain('Warning');
    expect(integrations).toMatchObject([{ events: ['environment.push', 'environment.branch', 'health.*'] }]);
  });

  it('refuses an unknown event and names the nearest', async () => {
    const line = 'integration:add --type webhook --url https://x.test/ --events enviroment.psh';
    const { code, stderr, sent } = await addTo(line);
    expect(code).toBe(1);
    expect(stderr).toContain('Unknown event: enviroment.psh (did you mean environment.push?)');
    expect(stderr).toContain('--allow-unknown-events');
    expect(sent).toEqual([]);
  });

  it('takes --exclude-environments, too', async () => {
    const line = 'integration:add --type webhook --url https://x.test/ --exclude-environments main';
    const { code, integrations } = await addTo(line);
    expect(code).toBe(0);
    expect(integrations).toMatchObject([{ excluded_environments: ['main'] }]);
  });

  it.each(['hipchat --room 7', 'github --repository a/b --fetch-branches false'])(
    'says what to use instead of --type %s',
    async (options) => {
      const { code, stderr } = await addTo(`integration:add --type ${options}`);
      expect(code).toBe(4);
      expect(stderr).toMatch(/is not supported: .* instead|is not supported: .*health\.slack/);
    },
  );

  it('takes lists repeated, with commas and with spaces', async () => {
    const lists = ['--events', 'a.b, c.d', '--events', 'e.f g.h', '--excluded-environments', 'main'];
    const hook = ['--type', 'webhook', '--url', 'https://x.test/'];
    const own = '--allow-unknown-events';
    const { code, sent, integrations } = await addTo(['integration:add', ...hook, ...lists, own]);
    expect(code).toBe(0);
    const filter = { events: ['a.b', 'c.d', 'e.f', 'g.h'], excluded_environments: ['main'] };
    expect(sent).toMatchObject([filter]);
    expect(integrations).toMatchObject([filter]);
  });

  it('takes a condition, shows the place of a fault in it, and removes it by an empty one', async () => {
    const hook = ['integration:add', '--type', 'webhook', '--url', 'https://x.test/', '--condition'];
    const condition = 'activity.payload.branch == "main"';
    expect((await addTo([...hook, condition])).integrations).toMatchObject([{ condition }]);
    expect((await addTo([...hook, ''])).integrations).toMatchObject([{ condition: null }]);
    const { code, stderr } = await addTo([...hook, 'activity.a = 1']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('two values are compared with "==", at character 12:');
  });

  it.each([
    ['integration:add', '--type is required'],
    ['integration:add --type script', '--file is required'],
    ['integration:add --type webhook', '--url is required'],
    ['integration:add --type webhook --url nowhere', 'Invalid URL: nowhere'],
    ['integration:add --type script --file nowhere.js', 'File not found: nowhere.js'],
    ['integration:add --type script --file /tmp', 'This is a folder, not a file: /tmp'],
    ['integration:add --type script --file x.py', 'Invalid file extension (allowed: .js, .ts, none): x.py'],
    [
      'integration:add --type script --url https://a.b',
      'The option --url cannot be used with the integration type script.',
    ],
  ])('refuses %s', async (line, message) => {
    const { code, stderr } = await empty.upshot(line);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${message}\n` });
  });

  it('expands ~/ to the home folder', async () => {
    writeFileSync(path.join(folder, 'home'), 'console.log("home")');
    const line = 'integration:add --type script --file ~/home';
    const { code, integrations } = await addTo(line, { env: { HOME: folder } });
    expect(code).toBe(0);
    expect(integrations).toMatchObject([{ script: 'console.log("home")' }]);
  });

  it.each([
    ['5,30.5', [5, 30.5]],
    ['none', []],
    ['', null],
  ])('takes the delays of retries: "%s"', async (given, retry_seconds) => {
    const line = [
      'integration:add',
      '--type',
      'webhook',
      '--url',
      'https://x.test/',
      '--retry-seconds',
      given,
    ];
    const { code, integrations } = await addTo(line);
    expect(code).toBe(0);
    expect(integrations).toMatchObject([{ retry_seconds }]);
  });

  it('lists what is wrong with an invalid integration: exit code 4', async () => {
    const { code, stdout, stderr } = await empty.upshot(
      'integration:add --type webhook --url https://a.b --result bad --concurrency 65 --max-per-second 0',
    );
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr.split('\n').toSorted()).toEqual([
      '',
      '  * concurrency: must be <= 64',
      '  * max_per_second: must be >= 0.0001 or null',
      '  * result: must be one of "*", "success", "failure"',
      'The following 3 errors were found:',
      'The integration is invalid.',
    ]);
  });

  it('leaves types it does not know to the server', async () => {
    const { code, stderr } = await empty.upshot('integration:add --type hipchat');
    expect(code).toBe(4);
    expect(stderr).toContain('"hipchat" is not supported: the service no longer exists; use a webhook');
  });
});

describe.concurrent('health integrations', () => {
  it('are summarized by type', async () => {
    const { add, upshot } = await system.addProject();
    const fields = [
      { type: 'health.email', recipients: ['#admins', 'a@b.example'], from_address: 'up@b.example' },
      { type: 'health.email', recipients: ['#viewers'] },
      { type: 'health.slack', token: 'xoxb', channel: '#ops' },
      { type: 'health.pagerduty', routing_key: 'R0' },
      { type: 'health.webhook', url: 'https://a.example/' },
    ];
    const ids: string[] = [];
    for (const item of fields) ids.push(await add(item));
    const { stdout } = await upshot('integrations --format csv --no-header');
    expect(stdout).toBe(
      `${ids[0]},health.email,health.email,"From: up@b.example\nTo: #admins, a@b.example"\n` +
        `${ids[1]},health.email-2,health.email,To: #viewers\n` +
        `${ids[2]},health.slack,health.slack,Channel: #ops\n` +
        `${ids[3]},health.pagerduty,health.pagerduty,Routing key: ******\n` +
        `${ids[4]},a.example,health.webhook,URL: https://a.example/\n`,
    );
  });

  it.each([
    [
      'health.email --recipients #admins,a@b.example --from-address up@b.example',
      { recipients: ['#admins', 'a@b.example'], from_address: 'up@b.example' },
    ],
    ['health.slack --token xoxb --channel #ops', { token: 'xoxb', channel: '#ops' }],
    ['health.pagerduty --routing-key R0', { routing_key: 'R0' }],
    ['health.webhook --url https://a.example/ --shared-key c2VjcmV0', { shared_key: 'c2VjcmV0' }],
    ['health.webhook --url https://a.example/ --headers X-Key:k', { headers: 'X-Key:k' }],
    ['health.webhook --url https://a.example/ --signature-form compact', { signature_form: 'compact' }],
  ])('are added with their own fields and no filters: %s', async (words, fields) => {
    const type = words.split(' ')[0] ?? '';
    const { code, sent, integrations } = await addTo(`integration:add --type ${words}`);
    expect(code).toBe(0);
    expect(sent).toMatchObject([{ type, ...fields }]);
    expect(sent[0]).not.toHaveProperty('events');
    expect(integrations).toMatchObject([{ type }]);
  });

  it.each([
    ['health.email', '--recipients is required'],
    ['health.slack --channel c', '--token is required'],
    ['health.pagerduty', '--routing-key is required'],
    ['health.webhook', '--url is required'],
    [
      'health.email --recipients #admins --events *',
      'The option --events cannot be used with the integration type health.email.',
    ],
    [
      'webhook --url https://x.test/ --room 7',
      'The option --room cannot be used with the integration type webhook.',
    ],
    [
      'webhook --url https://a.example/ --channel c',
      'The option --channel cannot be used with the integration type webhook.',
    ],
  ])('need what they need: %s', async (words, message) => {
    const { code, stderr } = await empty.upshot(`integration:add --type ${words}`);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${message}\n` });
  });
});
