import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let project: CliProject;

beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
  await project.addScript();
});

afterAll(() => system[Symbol.asyncDispose]());

it('prints a link alone, with the address of the server', async () => {
  const { code, stdout, stderr } = await project.upshot('console:link --scope operate --expires 600');
  expect([code, stderr]).toEqual([
    0,
    `Made a link to the console of ${project.id} (operate). It opens once, within ten minutes.\n`,
  ]);
  expect(stdout).toMatch(/^http:\/\/[^/]+\/console\/open#k=[\w-]{43}\n$/);
});

it('passes on what the link is limited to', async () => {
  const options = '--embed https://a.example --embed https://b.example --theme dark --format json';
  const { stdout } = await project.upshot(`console:link ${options}`);
  const { url, id } = JSON.parse(stdout) as { readonly url: string; readonly id: string };
  expect(url).toMatch(/^http:\/\/[^/]+\/console\/open\?e=v1\.[^#]+#k=/);
  expect(id).not.toBe('');
  const wrong = await project.upshot('console:link --integration nowhere');
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('no integration "nowhere"')]);
  expect((await project.upshot('console:link --embed http://a.example')).stderr).toContain('must be https');
  expect((await project.upshot('console:link --expires 5')).stderr).toContain('at least 60');
});
