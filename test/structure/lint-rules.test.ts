import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const packages = globSync('packages/*', { cwd: root }).map((folder) => basename(folder));

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly filename: string;
}

/** Lints a made-up tree by the rules of this one. A rule with a fault in its pattern finds nothing. */
function lint(files: Readonly<Record<string, string>>): readonly Finding[] {
  const folder = mkdtempSync(join(tmpdir(), 'upshot-lint-'));
  try {
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const program = join(root, 'node_modules/.bin/oxlint');
    const { stdout } = spawnSync(program, ['--format=json'], { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Finding[] };
    return diagnostics;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The sources whose import is refused, each in a file of its own that says nothing else. */
function refusedImports(imports: readonly (readonly [file: string, source: string])[]): readonly string[] {
  const files = imports.map(([file, source]) => [file, `export * from '${source}';\n`]);
  const findings = lint(Object.fromEntries(files) as Record<string, string>);
  const refused = findings.filter(({ code }) => code === 'eslint(no-restricted-imports)');
  return [...new Set(refused.map(({ filename }) => filename))].toSorted();
}

/** What each package may import, by the table of docs/architecture.md. */
function readDirections(): ReadonlyMap<string, readonly string[]> {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const [, table = ''] = page.split(/^\| Package +\| May import +\|$/m);
  const rows = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)];
  return new Map(
    rows.flatMap(([, importers = '', imported = '']) =>
      namesIn(importers).map((name): [string, readonly string[]] => [name, namesIn(imported)]),
    ),
  );
}

function namesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name);
}

test('each package can import exactly those that docs/architecture.md names', () => {
  const directions = readDirections();
  const imports = [...directions].flatMap(([importer]) =>
    packages
      .filter((name) => name !== importer)
      .map((name): [string, string] => [
        `packages/${importer}/src/from-${name}.ts`,
        `@upshot/${name}/module`,
      ]),
  );
  const forbidden = imports
    .map(([file]) => file)
    .filter((file) => {
      const [, importer = '', name = ''] = /^packages\/([a-z-]+)\/src\/from-([a-z-]+)\.ts$/.exec(file) ?? [];
      return directions.get(importer)?.includes(name) !== true;
    });

  expect([...directions.keys()].toSorted()).toEqual(packages.filter((name) => name !== 'testing').toSorted());
  expect(refusedImports(imports)).toEqual(forbidden.toSorted());
});

test.each([
  ['packages/ledger/src/runs/a.ts', '../../../sandbox/src/sandbox.ts'],
  ['packages/ledger/src/runs/a.test.ts', '../../../sandbox/src/sandbox.ts'],
  ['packages/ledger/src/runs/a.test.ts', '../../../../services/worker/src/worker.ts'],
  ['packages/testing/src/a.ts', '../../../services/worker/src/worker.ts'],
  ['packages/console/build/a.ts', '../../shared/src/run.ts'],
  ['packages/console/src/a.ts', '../../shared/src/run.ts'],
  ['services/worker/src/a.ts', '../../ingest/src/app.ts'],
  ['services/worker/src/a.ts', '@upshot/testing/system'],
  ['services/worker/src/runs/a.ts', '@upshot/cli/module'],
  ['services/worker/src/runs/a.ts', '../lanes/work.ts'],
  ['services/worker/src/executors/webhook/a.ts', '../../runs/attempt-run.ts'],
  ['services/worker/src/executors/a.ts', '@upshot/local/module'],
  ['services/worker/src/model/a.ts', '../executors/executor.ts'],
  ['services/worker/src/lanes/a.test.ts', '../../../ingest/src/app.ts'],
  ['services/ingest/src/http/a.ts', '../runs/list-runs.ts'],
  ['services/ingest/src/overload/a.ts', '../activities/recorder.ts'],
  ['services/ingest/src/overload/a.ts', '@upshot/testing/system'],
  ['test/integration/a.test.ts', '../../packages/ledger/src/sqlstate.ts'],
  ['bench/support/a.ts', '../../packages/ledger/src/sqlstate.ts'],
])('%s cannot import %s', (file, source) => {
  expect(refusedImports([[file, source]])).toEqual([file]);
});

test.each([
  ['of values', `export { b } from './b.ts';`, `export { a } from './a.ts';`],
  [
    'of types',
    `import type { B } from './b.ts';\nexport interface A { readonly b?: B }`,
    `import type { A } from './a.ts';\nexport interface B { readonly a?: A }`,
  ],
  [
    'of re-exported types',
    `export type { B } from './b.ts';\nexport interface A { readonly a: string }`,
    `import type { A } from './a.ts';\nexport interface B { readonly a: A }`,
  ],
])('a cycle %s is found', (_kind, a, b) => {
  const findings = lint({ 'packages/shared/src/a.ts': a, 'packages/shared/src/b.ts': b });
  expect(findings.map(({ code }) => code)).toContain('import(no-cycle)');
});

test('a file of more than 300 lines is found', () => {
  const ofLines = (count: number) => `${'\n'.repeat(count - 1)}export const last = 1;\n`;
  const findings = lint({
    'packages/shared/src/a.ts': ofLines(300),
    'services/worker/src/b.ts': ofLines(301),
  });
  expect(findings).toMatchObject([{ code: 'eslint(max-lines)', filename: 'services/worker/src/b.ts' }]);
});

test('a function of more than 60 lines, and one of more than four parameters, are found', () => {
  const ofLines = (count: number) =>
    `export function a(sum: number[]): void {\n${'  sum.push(1);\n'.repeat(count - 2)}}\n`;
  const ofParameters = 'export function a(b: 1, c: 2, d: 3, e: 4, f: 5) {\n  return [b, c, d, e, f];\n}\n';
  const findings = lint({
    'packages/shared/src/a.ts': ofLines(60),
    'packages/shared/src/b.ts': ofLines(61),
    'packages/shared/src/c.ts': ofParameters,
  });
  expect(findings.map(({ code, filename }) => `${basename(filename)} ${code}`).toSorted()).toEqual([
    'b.ts eslint(max-lines-per-function)',
    'c.ts eslint(max-params)',
  ]);
});
