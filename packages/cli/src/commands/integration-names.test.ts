import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let folder: string;

beforeAll(async () => {
  system = await startCliSystem();
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-names-'));
  writeFileSync(path.join(folder, 'notify-slack.js'), 'console.log("slack")');
  writeFileSync(path.join(folder, 'änder & more.js'), 'console.log("more")');
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

/** A project with the integrations that are given, and how to add a script to it. */
async function start(...existing: readonly Readonly<Record<string, unknown>>[]) {
  const project = await system.addProject();
  const ids: string[] = [];
  for (const fields of existing) ids.push(await project.add({ type: 'script', events: ['*'], ...fields }));
  const file = path.join(folder, 'notify-slack.js');
  const add = (...more: readonly string[]) =>
    project.upshot(['integration:add', '--type', 'script', '--file', file, ...more]);
  const names = async () =>
    (await project.call<readonly { name: string }[]>('GET', '/integrations')).map(({ name }) => name);
  return { ...project, id: ids[0] ?? '', file, add, names };
}

const slack = { name: 'Notify-Slack', script: 'console.log("slack")' };
const namesake = { name: 'Notify-Slack', script: ';' };

describe.concurrent('names of integrations', () => {
  it('a script is named after its file', async () => {
    const { add } = await start();
    expect((await add()).stderr).toMatch(/^Created integration \S+ \(type: script, name: notify-slack\)\n$/);
  });

  it('letters that a name cannot have become hyphens', async () => {
    const { upshot, names } = await start();
    await upshot(['integration:add', '--type', 'script', '--file', path.join(folder, 'änder & more.js')]);
    expect(await names()).toEqual(['nder-more']);
  });

  it('--name names an integration of any type', async () => {
    const { upshot, names } = await start();
    await upshot('integration:add --type webhook --url https://a.example/ --name hook');
    expect(await names()).toEqual(['hook']);
  });

  it('the same script is refused, with the integration to update', async () => {
    const { add, names, id, file } = await start({ ...slack, name: 'mine' });
    const use = `Use upshot integration:update mine --file ${file}, or --duplicate.`;
    expect(await add()).toEqual({
      code: 1,
      stdout: '',
      stderr: `The integration mine (${id}) has the same script. ${use}\n`,
    });
    expect(await names()).toEqual(['mine']);
  });

  it('a file whose name is taken is refused', async () => {
    const { add, id, file } = await start(namesake);
    const use = `Use upshot integration:update Notify-Slack --file ${file}, or --duplicate.`;
    expect(await add()).toMatchObject({
      code: 1,
      stderr: `The integration Notify-Slack (${id}) exists. ${use}\n`,
    });
  });

  it('with --duplicate it is added under a number', async () => {
    const { add, names } = await start(slack, { name: 'notify-slack-2', script: ';' });
    expect((await add('--duplicate')).code).toBe(0);
    expect(await names()).toEqual(['Notify-Slack', 'notify-slack-2', 'notify-slack-3']);
  });

  it('but not under a name that is given and taken', async () => {
    const { add, id } = await start(namesake);
    const { code, stderr } = await add('--duplicate', '--name', 'notify-slack');
    expect(code).toBe(1);
    expect(stderr).toContain(`"notify-slack" is the name of the integration ${id}`);
  });

  it.each([
    'integration:get NOTIFY-slack -P id',
    'integration:update notify-slack --name renamed -P id',
    'run:list --integration notify-slack -c integration --no-header --format plain',
    'activity:replay a1 --integration notify-slack --dry-run -c integration --no-header --format plain',
  ])('the name stands for the id: %s', async (line) => {
    const { id, upshot, record } = await start(slack);
    await record({ id: 'a1', type: 'environment.push', state: 'complete' });
    expect(await upshot(line)).toMatchObject({ code: 0, stdout: `${id}\n` });
  });

  it.each(['integrations', 'run:list', 'activity:explain a1', 'integration:activities notify-slack'])(
    '%s shows the name',
    async (line) => {
      const { upshot, record } = await start(slack);
      await record({ id: 'a1', type: 'environment.push', state: 'complete' });
      const { stdout, stderr } = await upshot(line);
      expect(stdout + stderr).toContain('Notify-Slack');
    },
  );

  it.each(['a b', '', 'x'.repeat(64)])('refuses the name %j', async (name) => {
    const { add } = await start();
    const { code, stderr } = await add('--name', name);
    expect(code).not.toBe(0);
    expect(stderr).toContain('name');
  });
});
