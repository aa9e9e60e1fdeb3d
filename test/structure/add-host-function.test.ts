import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyTree, run, type Outcome } from './support/copy-tree.ts';

const root = join(import.meta.dirname, '..', '..');
const sandbox = 'packages/sandbox/src';

const signature = '  nowIn(zone: string): Promise<string>;';
const row = `  nowIn: {
    isSlow: false,
    countsAgainst: 'otherCalls',
    maxLengths: { zone: 64 },
    call: async (host, { zone = '' }) => valueAnswer(await host.nowIn(zone)),
  },`;
const inWorker = '    nowIn: (zone) => Promise.resolve(`now in ${zone}`),';
const inTrials = '  nowIn = (zone: string) => Promise.resolve(`now in ${zone}`);';
const passedOn = '  nowIn = (zone: string) => this.#host.nowIn(zone);';
const inTests = '  nowIn = (zone: string) => Promise.resolve(`now in ${zone}`);';

/** The lines that the steps ask for: the file, the line they stand behind, and themselves. */
const steps = {
  signature: [`${sandbox}/host.ts`, '  storageClear(): Promise<void>;', signature],
  row: [
    `${sandbox}/host-functions.ts`,
    'const HOST_FUNCTIONS: { readonly [N in keyof HostFunctions]: HostFunction } = {',
    row,
  ],
  worker: [
    'services/worker/src/executors/script/run-script.ts',
    '    storageClear: () => storage.clear(),',
    inWorker,
  ],
  trial: [
    'packages/trial/src/ledger-host.ts',
    'export class LedgerHost implements HostFunctions {',
    inTrials,
  ],
  recording: [
    'packages/trial/src/recording-host.ts',
    'export class RecordingHost implements Host {\n  readonly #host: Host;',
    passedOn,
  ],
  replaying: [
    'packages/trial/src/replaying-host.ts',
    'export class ReplayingHost implements HostFunctions {\n  readonly #host: HostFunctions;',
    passedOn,
  ],
  tests: [
    'packages/testing/src/sandbox/memory-host.ts',
    'export class MemoryHost implements Host {',
    inTests,
  ],
  import: [
    `${sandbox}/guest/globals.ts`,
    "import { makeFetch } from './fetch.ts';",
    "import { makeNowIn } from './now-in.ts';",
  ],
  global: [
    `${sandbox}/guest/globals.ts`,
    "  define(globalThis, 'fetch', makeFetch(bridge));",
    "  define(globalThis, 'nowIn', makeNowIn(bridge));",
  ],
} as const;

type Step = keyof typeof steps;

let parts: AsyncDisposableStack;
let tree: string;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  tree = parts.use(await temporaryDirectory()).path;
  await copyTree(tree);
  await cp(join(root, 'test', 'fixtures', 'add-host-function'), tree, { recursive: true });
  const include = [
    'services/worker/src/main.ts',
    'packages/testing/src/sandbox/*.ts',
    'packages/trial/src/run-trial.ts',
    `${sandbox}/now-in-check.ts`,
  ];
  await writeFile(
    join(tree, 'tsconfig.worker.json'),
    JSON.stringify({ extends: './tsconfig.json', include }),
  );
});

afterAll(() => parts.disposeAsync());

it('is what CONTRIBUTING and the README of the sandbox say', async () => {
  expect(await readFile(join(root, 'CONTRIBUTING.md'), 'utf8')).toContain('#adding-a-host-function');
  const readme = await readFile(join(root, 'packages/sandbox/README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## Adding a host function'));
  for (const [file] of Object.values(steps)) expect(section).toContain(file.replace('packages/sandbox/', ''));
});

it.each([
  ['row', 'host-functions.ts'],
  ['worker', 'run-script.ts'],
  ['trial', 'ledger-host.ts'],
  ['tests', 'memory-host.ts'],
] as const)('does not compile without the %s', async (missing, file) => {
  const undo = await take((Object.keys(steps) as Step[]).filter((step) => step !== missing));
  const { ok, output } = await compile('tsconfig.worker.json');
  await undo();
  expect(ok).toBe(false);
  expect(output).toMatch(new RegExp(`${file}.*'nowIn' is missing`, 's'));
});

it('with all steps it compiles, and a script calls it within its own limits', async () => {
  await take(Object.keys(steps) as Step[]);
  expect(await compile('tsconfig.json')).toEqual({ ok: true, output: '' });
  expect(await compile(`${sandbox}/guest/tsconfig.json`)).toEqual({ ok: true, output: '' });
  const { output } = await run(tree, [`${sandbox}/now-in-check.ts`]);
  expect(JSON.parse(output)).toEqual([
    'now in UTC',
    'RangeError: nowIn: zone may have 64 characters',
    'now in UTC',
    'RangeError: a run may make 2 calls',
  ]);
});

/** Takes steps in the copy; the function it returns takes them back. */
async function take(taken: readonly Step[]): Promise<() => Promise<void>> {
  const former = new Map<string, string>();
  for (const step of taken) {
    const [file, before, lines] = steps[step];
    const path = join(tree, file);
    const text = await readFile(path, 'utf8');
    expect(text).toContain(`${before}\n`);
    if (!former.has(path)) former.set(path, text);
    await writeFile(path, text.replace(`${before}\n`, `${before}\n${lines}\n`));
  }
  return async () => {
    for (const [path, text] of former) await writeFile(path, text);
  };
}

function compile(project: string): Promise<Outcome> {
  return run(tree, ['node_modules/typescript/bin/tsc', '--project', project]);
}
