import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { upshotFile } from '@upshot/testing/run-upshot';
import { openTerminal, openUpshot } from './terminal.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

const addScript = (event: string, script: string) =>
  system.addIntegration({ type: 'script', events: [event], script });

test('activity:send --wait prints what the scripts printed', async () => {
  const id = await addScript('environment.push', 'console.log("pushed", activity.environments[0]);');
  using terminal = openUpshot(system.url, 'activity:send --type environment.push -e main --wait');
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).toMatch(new RegExp(`${id} │ script │ matched`));
  expect(terminal.shown()).toContain('pushed main\n');
});

test('it ends with exit code 1 when a script fails, and says where', async () => {
  await addScript('environment.merge', 'console.log("before");\nmissing();');
  using terminal = openUpshot(system.url, 'activity:send --type environment.merge --wait');
  expect(await terminal.ended).toBe(1);
  expect(terminal.shown()).toContain('before\n');
  expect(terminal.shown()).toMatch(/ReferenceError: missing is not defined \(line 2, column \d+\)/);
  expect(terminal.shown()).toContain('1 of 1 runs failed.');
});

test("an integration's runs are listed, shown and their log printed while they run", async () => {
  const slow = 'const end = Date.now() + 1500; while (Date.now() < end); console.log("done at last");';
  const id = await addScript('environment.cron', slow);
  const { matched } = await system.post({
    id: 'cron000000001',
    type: 'environment.cron',
    state: 'complete',
    payload: {},
  });
  const run = matched[0]?.run ?? '';
  using log = openUpshot(system.url, `integration:activity:log ${id} ${run} --refresh 0.1 -t`);
  await log.expect(`Activity ID: ${run}`);
  expect(await log.ended).toBe(0);
  expect(log.shown()).toMatch(/\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00\] done at last\n/);

  using list = openUpshot(system.url, `i:act ${id} --format csv -q`);
  expect(await list.ended).toBe(0);
  expect(list.shown()).toMatch(/^ID,Created,Description,Type,State,Result\n/);
  expect(list.shown()).toMatch(new RegExp(`\n${run},[^,]+,[^,]+,integration.script,complete,success\n`));

  using get = openUpshot(system.url, `integration:activity:get ${id} ${run} -P payload.outcome`);
  expect(await get.ended).toBe(0);
  expect(get.shown()).toBe('succeeded\n');

  using cancel = openUpshot(system.url, `integration:activity:cancel ${id} ${run}`);
  expect(await cancel.ended).toBe(1);
  expect(cancel.shown()).toContain(
    `The activity ${run} cannot be cancelled in its current state (complete): it has ended.\n`,
  );
});

test('a sample can be piped into activity:send', async () => {
  const line = '"$0" activity:sample environment.backup --result failure | "$0" activity:send - --new-id';
  using terminal = openTerminal(system.url, '/bin/sh', ['-c', line, upshotFile]);
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown()).toMatch(/Recorded activity \w+ \(complete\)/);

  using list = openUpshot(system.url, 'event-types --format csv -c type -q');
  expect(await list.ended).toBe(0);
  expect(list.shown()).toContain('\nenvironment.backup\n');
});

test('failed runs are replayed after a yes, and not without', async () => {
  const id = await addScript('environment.redeploy', 'missing();');
  for (const name of ['redeploy00001', 'redeploy00002']) {
    await system.post({ id: name, type: 'environment.redeploy', state: 'complete', payload: {} });
  }
  const filter = `activity:replay --type environment.redeploy --outcome failed --integration ${id}`;
  await eventually(async () => {
    using dry = openUpshot(system.url, `${filter} --dry-run --format json -q`);
    await dry.ended;
    expect(JSON.parse(dry.shown())).toMatchObject({ count: { activities: 2, runs: 2 } });
  });

  using refused = openUpshot(system.url, filter);
  await refused.answer('Start 2 runs? [y/N]', 'n\r');
  expect(await refused.ended).toBe(1);

  using unasked = openUpshot(system.url, `${filter} --no-interaction`);
  expect(await unasked.ended).toBe(1);
  expect(unasked.shown()).toContain('2 runs of 2 activities\nStart 2 runs? Use --yes to answer yes.\n');

  await system.call('PATCH', `/projects/${project}/integrations/${id}`, {
    script: 'console.log("fixed", activity.id);',
  });
  using replayed = openUpshot(system.url, `${filter} --wait`);
  await replayed.answer('Start 2 runs? [y/N]', 'y\r');
  expect(await replayed.ended).toBe(0);
  expect(replayed.shown()).toContain('2 runs started');
  expect(replayed.shown()).toContain('fixed redeploy00001\n');
  expect(replayed.shown()).toContain('fixed redeploy00002\n');

  using none = openUpshot(system.url, filter);
  expect(await none.ended).toBe(1);
  expect(none.shown()).toContain('There is nothing to replay.');
});

test('an integration that is added, changed, validated and deleted from a terminal is so on the server', async () => {
  const add = 'integration:add --type webhook --url https://a.example/ --no-interaction -P id';
  using added = openUpshot(system.url, add);
  expect(await added.ended).toBe(0);
  const id = /^Created integration (\S+) \(type: webhook, name: \S+\)\n\1\n$/.exec(added.shown())?.[1] ?? '';
  expect(id).not.toBe('');

  using changed = openUpshot(
    system.url,
    `integration:update ${id} --events environment.push,environment.merge`,
  );
  expect(await changed.ended).toBe(0);
  expect(changed.shown()).toContain(`Integration ${id} (webhook) updated`);
  expect(changed.shown()).toMatch(/│ events +│ - environment.push +│\n│ +│ - environment.merge +│/);

  using same = openUpshot(system.url, `integration:update ${id} --states complete`);
  expect(await same.ended).toBe(1);
  expect(same.shown()).toContain('No changed values were provided to update.');

  using valid = openUpshot(system.url, `integration:validate ${id}`);
  expect(await valid.ended).toBe(0);
  expect(valid.shown()).toBe(
    `Validating the integration ${id} (type: webhook)...\nThe integration is valid.\n`,
  );

  using wrong = openUpshot(system.url, `integration:update ${id} --result tomorrow`);
  expect(await wrong.ended).toBe(4);
  expect(wrong.shown()).toContain(`The integration ${id} (type: webhook) is invalid.\nThe following error`);

  using deleted = openUpshot(system.url, `integration:delete ${id} -y`);
  expect(await deleted.ended).toBe(0);
  const left = (await system.call('GET', `/projects/${project}/integrations`)) as { id: string }[];
  expect(left.map((item) => item.id)).not.toContain(id);
});

test('a log is followed line by line, while the script goes on', async () => {
  const slow =
    'console.log("at once"); const end = Date.now() + 4000; while (Date.now() < end); console.log("at last");';
  const id = await addScript('environment.backup', slow);
  const { matched } = await system.post({
    id: 'backup0000001',
    type: 'environment.backup',
    state: 'complete',
    payload: {},
  });
  const run = matched[0]?.run ?? '';
  using log = openUpshot(system.url, `integration:activity:log ${id} ${run} --follow --refresh 60`);
  await log.expect('at once');
  expect(log.shown()).not.toContain('at last');
  expect(await log.ended).toBe(0);
  expect(log.shown()).toContain('at last');
});
