import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summarize } from '../integrations/summarize.ts';
import { startFixtureServer, type FixtureServer } from '../testing/fixture-server.ts';
import { runUpshot, type RunOptions } from '../testing/run-upshot.ts';

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

const sent = (method: string, part: string) =>
  JSON.parse(
    server.received.findLast((one) => one.method === method && one.path.includes(part))?.body ?? 'null',
  ) as unknown;

describe.concurrent('integration commands', () => {
  it('lists integrations as data, with headings and hints aside', async () => {
    const { code, stdout, stderr } = await upshot('integrations');
    expect(code).toBe(0);
    expect(stdout).toMatch(/│ scripti23456a │ script {2}│ Script:/);
    expect(stdout).toContain('URL: https://example.com/hook');
    expect(stderr).toContain('Integrations of the project demo:');
    expect(stderr).toContain('upshot integration:add');
  });

  it('finds no integration of an unused type: exit code 1', async () => {
    const { code, stdout, stderr } = await upshot('integration:list --type hipchat');
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: 'No integrations found\n' });
  });

  it('shows one, found by how its id begins, in the order of the server', async () => {
    const { stdout } = await upshot('integration:get script --format plain --no-header');
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    expect(names.slice(0, 5)).toEqual(['id', 'created_at', 'updated_at', 'type', 'role']);
    expect(stdout).toContain("events\t- '*'\n");
    expect(stdout).toContain('created_at\t2026-01-02T03:04:05+00:00\n');
    expect(stdout).not.toContain('_links');
  });

  it('pauses one, with a reason if there is one', async () => {
    const { code, stderr } = await upshot('integration:pause script --reason maintenance -p pauses');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Paused integration scripti23456a\n' });
    expect(sent('POST', 'projects/pauses/integrations/scripti23456a/pause')).toEqual({
      reason: 'maintenance',
    });
    await upshot('integration:pause hook -p pauses');
    expect(sent('POST', 'projects/pauses/integrations/hook456789abc/pause')).toEqual({});
    const unknown = await upshot('integration:pause nothing -p pauses');
    expect(unknown.code).toBe(1);
  });

  it('resumes one, and says with --recover how many runs that made', async () => {
    const { code, stderr } = await upshot('integration:resume script -p resumes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Resumed integration scripti23456a\n' });
    expect(sent('POST', 'projects/resumes/integrations/scripti23456a/resume')).toEqual({ recover: false });
    const recovered = await upshot('integration:resume script --recover -p recovers');
    expect(recovered.stderr).toBe('Resumed integration scripti23456a: 12 runs for what it missed\n');
    expect(sent('POST', 'projects/recovers/integrations/scripti23456a/resume')).toEqual({ recover: true });
  });

  it('prints a single property', async () => {
    expect((await upshot('integration:get script -P script')).stdout).toBe('console.log("hello");\n');
    const unknown = await upshot('integration:get script -P nothing');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('Property not found: nothing');
  });

  it('wants an id when it cannot ask', async () => {
    const { code, stderr } = await upshot('integration:get');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'An integration ID is required.\n' });
  });

  it('adds a script with the defaults of Platform.sh', async () => {
    const file = path.join(folder, 'hello.js');
    writeFileSync(file, 'console.log(1)');
    const { code, stdout, stderr } = await upshot(
      `integration:add --type script --file ${file} --concurrency 2`,
    );
    expect(stderr).toBe('Created integration newintegratio (type: script)\n');
    expect(code).toBe(0);
    expect(stdout).toContain('newintegratio');
    expect(sent('POST', 'demo/integrations')).toMatchObject({
      type: 'script',
      script: 'console.log(1)',
      events: ['*'],
      states: ['complete'],
      environments: ['*'],
      concurrency: 2,
    });
  });

  it('takes lists repeated, with commas and with spaces', async () => {
    const lists = ['--events', 'a.b, c.d', '--events', 'e.f g.h', '--excluded-environments', 'main'];
    const args = [
      'integration:add',
      '-p',
      'lists',
      '--type',
      'webhook',
      '--url',
      'https://x.test/',
      ...lists,
    ];
    expect((await runUpshot(server.url, args)).code).toBe(0);
    expect(sent('POST', 'lists/integrations')).toMatchObject({
      events: ['a.b', 'c.d', 'e.f', 'g.h'],
      excluded_environments: ['main'],
    });
  });

  it.each([
    ['integration:add', '--type is required'],
    ['integration:add --type script', '--file is required'],
    ['integration:add --type webhook', '--url is required'],
    ['integration:add --type webhook --url nowhere', 'Invalid URL: nowhere'],
    ['integration:add --type script --file nowhere.js', 'File not found: nowhere.js'],
    ['integration:add --type script --file /tmp', 'This is a folder, not a file: /tmp'],
    ['integration:add --type script --file x.ts', 'Invalid file extension (allowed: .js, none): x.ts'],
    [
      'integration:add --type script --url https://a.b',
      'The option --url cannot be used with the integration type script.',
    ],
  ])('refuses %s', async (line, message) => {
    const { code, stderr } = await upshot(line);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${message}\n` });
  });

  it('expands ~/ to the home folder', async () => {
    writeFileSync(path.join(folder, 'home'), 'console.log("home")');
    const line = 'integration:add -p home --type script --file ~/home';
    expect((await upshot(line, { env: { HOME: folder } })).code).toBe(0);
    expect(sent('POST', 'home/integrations')).toMatchObject({ script: 'console.log("home")' });
  });

  it('lists what is wrong with an invalid integration: exit code 4', async () => {
    const { code, stdout, stderr } = await upshot(
      'integration:add --type webhook --url https://a.b --result bad',
    );
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toBe(
      'The integration is invalid.\nThe following 2 errors were found:\n' +
        '  * result: must be *\n  * states: must be known\n',
    );
  });

  it('leaves types it does not know to the server', async () => {
    const { code, stderr } = await upshot('integration:add --type hipchat');
    expect(code).toBe(4);
    expect(stderr).toContain('This integration type is not supported: Use webhook.');
  });

  it('updates only what differs', async () => {
    const { code, stderr } = await upshot(
      'integration:update script -p diff --events * --states pending,complete',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Integration scripti23456a (script) updated\n' });
    expect(sent('PATCH', 'diff/integrations')).toEqual({ states: ['pending', 'complete'] });
  });

  it('says when there is nothing to update', async () => {
    const { code, stdout, stderr } = await upshot('integration:update script --events *');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'No changed values were provided to update.\n' });
    expect(stdout).toContain('scripti23456a');
  });

  it('deletes after a yes, and not without', async () => {
    const refused = await upshot('integration:delete script');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Delete the integration scripti23456a (type: script)?');
    const { code, stderr } = await upshot('integration:delete script -y');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Deleted integration scripti23456a\n' });
  });

  it('validates: exit code 4 with the reason', async () => {
    const valid = await upshot('integration:validate script');
    expect(valid).toMatchObject({ code: 0, stdout: '' });
    expect(valid.stderr).toContain('The integration is valid.');
    const invalid = await upshot('integration:validate hook');
    expect(invalid.code).toBe(4);
    expect(invalid.stderr).toContain('The following error was found:\n  * url: does not resolve');
  });

  it.each(['integration:activities', 'int:act', 'i:act'])(
    'lists the runs as activities: %s',
    async (name) => {
      const { code, stdout } = await upshot(`${name} script --format csv -c +outcome`);
      expect(code).toBe(0);
      expect(stdout).toBe(
        'ID,Created,Description,Type,State,Result,Outcome\n' +
          'run1ok,2026-01-02T03:04:05+00:00,Running activity script,integration.script,complete,success,succeeded\n',
      );
    },
  );

  it('ignores -e there, as the Platform.sh CLI does, and says so', async () => {
    const { code, stderr } = await upshot('i:act script -e main --format csv');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'The option --environment is deprecated: it has no effect here.\n',
    });
  });

  it('cuts a summary to 240 characters, tabs as two spaces', () => {
    const script = `\t${'x'.repeat(500)}`;
    expect(summarize({ id: 'a', type: 'script', script })).toBe(`Script:\n  ${'x'.repeat(227)}...`);
  });

  it('shows a run as an activity, and its log', async () => {
    expect((await upshot('integration:activity:get script run1 -P payload.attempt')).stdout).toBe('1\n');
    const { stdout, stderr } = await upshot('integration:activity:log script');
    expect(stdout).toBe('hello\nworld \u001b[2J\n');
    expect(stderr).toContain('Activity ID: run1ok\n');
  });
});

describe.concurrent('health integrations', () => {
  it('are summarized by type, unknown types as JSON', async () => {
    const { stdout } = await upshot('integrations -p health --format csv --no-header');
    expect(stdout).toBe(
      'mail,health.email,"From: up@b.example\nTo: #admins, a@b.example"\n' +
        'mail2,health.email,To: #viewers\n' +
        'slack,health.slack,Channel: #ops\n' +
        'pager,health.pagerduty,Routing key: ******\n' +
        'hook,health.webhook,URL: https://a.example/\n' +
        'hub,github,"{""repository"":""a/b""}"\n',
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
    ['health.webhook --url https://a.example/ --signature-form compact', { signature_form: 'compact' }],
  ])('are added with their own fields and no filters: %s', async (words, fields) => {
    const type = words.split(' ')[0] ?? '';
    const { code } = await upshot(`integration:add -p add-${type} --type ${words}`);
    expect(code).toBe(0);
    const body = sent('POST', `add-${type}/integrations`);
    expect(body).toMatchObject({ type, ...fields });
    expect(body).not.toHaveProperty('events');
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
      'webhook --url https://a.example/ --channel c',
      'The option --channel cannot be used with the integration type webhook.',
    ],
  ])('need what they need: %s', async (words, message) => {
    const { code, stderr } = await upshot(`integration:add --type ${words}`);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${message}\n` });
  });
});

describe.concurrent('waiting for activities', () => {
  it('prints the log of a single one', async () => {
    const { code, stderr } = await upshot('integration:delete script -y -p waits-one');
    expect(code).toBe(0);
    expect(stderr).toBe(
      'Deleted integration scripti23456a\nWaiting for the activity ended-success-0 (Redeploying):\n' +
        'hello\nworld \\x1b[2J\nActivity ended-success-0: success\n',
    );
  });

  it('says of several how each ended, prints the log of the failed one, and ends with exit code 1', async () => {
    const { code, stderr } = await upshot('integration:delete script -y -p waits-many');
    expect(code).toBe(1);
    expect(stderr).toContain('Waiting for 3 activities...\n');
    expect(stderr).toContain('3 of 3: activity ended-');
    expect(stderr.match(/hello/g)).toHaveLength(1);
    expect(stderr).toMatch(/\nThe activity ended-failure-2 failed.\n$/);
  });

  it.each(['-W', '--no-wait'])('does not with %s', async (flag) => {
    const { code, stderr } = await upshot(`integration:delete script -y -p waits-many ${flag}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Deleted integration scripti23456a\n' });
  });
});

describe.concurrent('integration variables', () => {
  it('lists them without the sensitive values', async () => {
    const { stdout } = await upshot('integration:variables script --format tsv');
    expect(stdout).toBe(
      'Name\tValue\tJSON\tSensitive\ncolor\tblue\tfalse\tfalse\napi_token\t[Hidden: sensitive value]\tfalse\ttrue\n',
    );
  });

  it('shows one by its name', async () => {
    expect((await upshot('integration:variable:get script color -P value')).stdout).toBe('blue\n');
  });

  it('creates one from standard input', async () => {
    const line = 'integration:variable:create script key --value-file - --sensitive';
    const { code, stderr } = await upshot(line, { input: 's3cret\n' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Created variable key\n' });
    expect(sent('POST', 'variables')).toEqual({ name: 'key', value: 's3cret', is_sensitive: true });
  });

  it('updates and deletes one', async () => {
    expect((await upshot('integration:variable:update script color --value red --json no')).code).toBe(0);
    expect(sent('PATCH', 'variables/var1')).toEqual({ value: 'red', is_json: false });
    expect((await upshot('integration:variable:delete script color -y')).stderr).toBe(
      'Deleted variable color\n',
    );
  });
});
