import { eventually } from '@upshot/testing/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let project: CliProject;
beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
});
afterAll(() => system[Symbol.asyncDispose]());

it('a webhook gets a test delivery, and the exit code says how it went', async () => {
  const hook = await project.addWebhook({ name: 'hook' });
  for (const [over, code] of [
    [{ outcome: 'succeeded' }, 0],
    [{ outcome: 'failed' }, 1],
  ] as const) {
    const pinging = project.upshot('integration:ping hook');
    await eventually(async () => expect(await project.settle(hook, over)).toHaveLength(1));
    const { stderr, ...ended } = await pinging;
    expect(ended.code).toBe(code);
    expect(stderr).toMatch(new RegExp(`Run \\w+ \\(integration hook\\): ${over.outcome}`));
  }
});

it('a delivery that takes too long is told of', async () => {
  await project.addWebhook({ name: 'slow' });
  const { code, stderr } = await project.upshot('integration:ping slow --timeout 0.1');
  expect(code).toBe(1);
  expect(stderr).toContain('1 of 1 runs did not finish within 0.1 s.');
});

it('a script runs on a sample, with its variables, and nothing is sent', async () => {
  const script = 'console.log(activity.type, variables.label); fetch("https://example.org/")';
  const events = ['own.event', 'environment.branch'];
  const id = await project.add({ type: 'script', name: 'notify', script, events });
  await project.call('POST', `/integrations/${id}/variables`, { name: 'label', value: 'shop' });
  const { code, stdout } = await project.upshot('integration:ping notify');
  expect(code).toBe(0);
  expect(stdout).toContain('environment.branch shop');
  expect(stdout).toContain('Effects (nothing was sent)');
  await project.add({ type: 'script', name: 'bad', script: 'throw new Error("no")' });
  expect(await project.upshot('integration:ping bad')).toMatchObject({ code: 10 });
});

it('a TypeScript script has the name of its file', async () => {
  const script = 'const type: string = activity.type;\nthrow new Error(type);';
  await project.add({ type: 'script', name: 'typed', script });
  const { code, stdout } = await project.upshot('integration:ping typed');
  expect(code).toBe(10);
  expect(stdout).toMatch(/^typed\.ts on environment\.push /);
  expect(stdout).toContain('at typed.ts:2:7');
});

it('other types are refused', async () => {
  await project.add({ type: 'health.email', name: 'mail', recipients: ['#admins'] });
  const { code, stderr } = await project.upshot('integration:ping mail');
  expect(code).toBe(4);
  expect(stderr).toContain('integration: is a health.email: only a webhook takes a test delivery');
});
