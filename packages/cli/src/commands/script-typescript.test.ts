import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let project: CliProject;
let folder: string;
beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-typescript-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

const source = 'interface A { b: string }\nconst a: A = { b: activity.type };\nconsole.log(a.b as string);\n';

it('a script in TypeScript is tried, looked over, applied, pushed and exported as it was written', async () => {
  const file = path.join(folder, 'typed.ts');
  const declared = 'version: 1\nname: typed\ntype: script\nscript: ./typed.ts\n';
  writeFileSync(file, source);
  writeFileSync(path.join(folder, 'typed.yaml'), declared);
  const tried = await project.upshot(['script:run', file]);
  expect(tried).toMatchObject({ code: 0, stdout: expect.stringContaining('environment.push') as string });
  expect(await project.upshot(['script:lint', file])).toMatchObject({ code: 0, stdout: '' });
  expect(await project.upshot(['integration:apply', '-f', folder, '-y'])).toMatchObject({ code: 0 });
  expect(await project.call('GET', '/integrations/typed')).toMatchObject({ script: source });
  const pushed = await project.upshot(['script:push', file, '--integration', 'typed']);
  expect(pushed.stderr).toContain('Nothing to do');
  const target = path.join(folder, 'exported');
  await project.upshot(['integration:export', '-o', target]);
  expect(readFileSync(path.join(target, 'integrations/typed.ts'), 'utf8')).toBe(source);
});

it('what is more than a type is refused with its place, here and by the server', async () => {
  const file = path.join(folder, 'more.ts');
  writeFileSync(file, 'let a: number;\n  enum B { C }\n');
  const tried = await project.upshot(['script:run', file]);
  expect(tried.code).toBe(14);
  expect(tried.stderr).toContain('enum is not supported: types are only taken out of TypeScript');
  expect(tried.stderr).toMatch(/> 2 │ {3}enum B \{ C \}\n {4}│ {3}\^/);
  const added = await project.upshot(['integration:add', '-t', 'script', '--file', file]);
  expect(added.code).toBe(4);
  expect(added.stderr).toContain('script: line 2, column 3: enum is not supported');
});
