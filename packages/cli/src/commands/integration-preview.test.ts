import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let project: CliProject;
beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
  await project.addWebhook({ name: 'hook', events: ['environment.push'] });
  const activity = { type: 'environment.push', state: 'complete', environments: ['main'] };
  await project.record({ ...activity, id: 'a' }, { ...activity, id: 'b', environments: ['dev'] });
});
afterAll(() => system[Symbol.asyncDispose]());

it('integration:update --preview shows what a filter would have matched, and changes nothing', async () => {
  const before = await project.call('GET', '/integrations/hook');
  const { code, stdout, stderr } = await project.upshot(
    'integration:update hook --environments main --preview --format plain',
  );
  expect(code).toBe(0);
  expect(stderr).toBe('This filter would have matched 1 of the last 2 activities.\n  1  environment.push\n');
  expect(stdout).toContain(
    '1\tenvironments\tnone of ["dev"] is in environments ["main"]\tb\tenvironment.push',
  );
  expect(await project.call('GET', '/integrations/hook')).toEqual(before);
});

it('integration:add --preview shows it before there is an integration, and asks for nothing else', async () => {
  const before = await project.call('GET', '/integrations');
  const { code, stderr } = await project.upshot(
    'integration:add --type script --events push --environments dev --preview',
  );
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^This filter would have matched 1 of the last 2 activities\.\n {2}1 {2}environment\.push\n/,
  );
  const wide = await project.upshot('integration:add --type webhook --preview 1 --format json');
  expect(JSON.parse(wide.stdout)).toMatchObject([{ activities: 1, matched: 1, reasons: [] }]);
  expect(await project.call('GET', '/integrations')).toEqual(before);
});

it.each([
  ['--type health.email --preview', 'An integration of type health.email has no filter.'],
  ['--type webhook --events environment.psuh --preview', 'did you mean environment.push'],
  ['--type webhook --isolation none --preview', 'cannot be used with the integration type webhook'],
])('integration:add %s is refused', async (options, message) => {
  const { code, stderr } = await project.upshot(`integration:add ${options}`);
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
});

it('takes how many, and JSON', async () => {
  const { stdout } = await project.upshot('integration:update hook --preview 1 --format json');
  expect(JSON.parse(stdout)).toMatchObject([{ activities: 1, matched: 1 }]);
  const { code, stderr } = await project.upshot('integration:update hook --preview none');
  expect(code).toBe(1);
  expect(stderr).toContain('It must be a whole number of at least 1');
});

it('an integration without a filter has none to show', async () => {
  await project.add({ type: 'health.email', name: 'mail', recipients: ['#admins'] });
  const { code, stderr } = await project.upshot('integration:update mail --preview');
  expect([code, stderr]).toEqual([1, 'The integration mail has no filter.\n']);
});
