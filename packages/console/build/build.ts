import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBudgets } from './budgets.ts';
import { compressAssets } from './compress.ts';

const consoleDirectory = join(import.meta.dirname, '..');
const distDirectory = join(consoleDirectory, 'dist');
const lockFile = join(consoleDirectory, '..', '..', 'package-lock.json');

/** Builds the console into `dist`, unless what is there was made of the same sources. Safe to run side by side. */
export async function buildConsole(): Promise<'built' | 'up to date'> {
  const digest = await digestSources();
  if ((await builtDigest()) === digest) return 'up to date';
  const draft = `${distDirectory}.${randomBytes(6).toString('hex')}`;
  try {
    await buildInto(draft);
    await compressAssets(join(draft, 'assets'));
    await writeFile(join(draft, '.digest'), digest);
    await replaceDist(draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return 'built';
}

/** What every editor needs. Languages go with the pages that use them. */
const editorModules =
  /\/node_modules\/(?:codemirror|@codemirror\/(?!lang-|merge)[\w-]+|@lezer\/(?:common|highlight|lr)|style-mod|crelt|w3c-keyname|@marijn\/[\w-]+)\//;

async function buildInto(outDir: string): Promise<void> {
  const { build } = await import('vite');
  const built = await build({
    configFile: false,
    root: consoleDirectory,
    base: './',
    logLevel: 'error',
    // React chooses its build by this, and a test runner sets it to another value.
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    mode: 'production',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      cssTarget: 'esnext',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      license: { fileName: 'licenses.md' },
      reportCompressedSize: false,
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'editor', test: editorModules }] } } },
    },
  });
  for (const { output } of [built].flat().filter((result) => 'output' in result)) checkBudgets(output);
}

/** Another build of the same sources may have been faster: then its copy is as good as ours. */
async function replaceDist(draft: string): Promise<void> {
  const old = `${draft}.old`;
  await rename(distDirectory, old).catch(ignore('ENOENT'));
  await rename(draft, distDirectory).catch(ignore('ENOTEMPTY', 'EEXIST'));
  await rm(old, { recursive: true, force: true });
}

function ignore(...codes: readonly string[]): (fault: NodeJS.ErrnoException) => void {
  return (fault) => {
    if (!codes.includes(fault.code ?? '')) throw fault;
  };
}

async function builtDigest(): Promise<string | undefined> {
  return await readFile(join(distDirectory, '.digest'), 'utf8').catch(() => undefined);
}

/** Changes with every source, setting and version that the page is made of. */
async function digestSources(): Promise<string> {
  const folders = await Promise.all(['build', 'src'].map(filesBelow));
  const files = [...folders.flat(), join(consoleDirectory, 'index.html'), lockFile];
  const digest = createHash('sha256');
  for (const file of files.toSorted())
    digest.update(file.slice(consoleDirectory.length)).update(await readFile(file));
  return digest.digest('hex');
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(consoleDirectory, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name));
}
