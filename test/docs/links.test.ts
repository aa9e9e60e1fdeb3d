import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const pages = listFiles('*.md');
/** Programs and settings name pages in what they print, and in comments. */
const sources = listFiles('packages', 'services', 'infra', 'scripts', 'examples').filter(
  (file) => !file.endsWith('.md') && !/\btests?\b/.test(file),
);

function listFiles(...patterns: readonly string[]): readonly string[] {
  const options = ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns];
  const listed = execFileSync('git', options, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return listed.filter((file) => existsSync(join(root, file)));
}

async function readProse(page: string): Promise<string> {
  const text = await readFile(join(root, page), 'utf8');
  return text.replace(/^ *```[\s\S]*?^ *```/gm, '');
}

/** The targets of `[text](target)` and `[name]: target` that lie in this repository. */
function findTargets(prose: string): readonly string[] {
  const links = prose.matchAll(/\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)$/gm);
  return Array.from(links, ([, inline, reference]) => inline ?? reference ?? '').filter(
    (target) => !/^[a-z]+:/.test(target),
  );
}

/** The anchors that GitHub gives to the headings of a page. */
function findAnchors(prose: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#+ (.+)$/gm)) {
    const slug = heading
      .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

async function findFault(page: string, target: string): Promise<string | undefined> {
  const [path = '', anchor] = target.split('#', 2);
  const file = path === '' ? page : relative(root, join(root, dirname(page), path));
  if (!existsSync(join(root, file))) return `${target}: there is no ${file}`;
  if (anchor === undefined || !file.endsWith('.md')) return undefined;
  return findAnchors(await readProse(file)).has(anchor)
    ? undefined
    : `${target}: ${file} has no such heading`;
}

test('there are pages with links', async () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(findTargets(await readProse('README.md')).length).toBeGreaterThan(10);
});

test('README leads to every page of docs', async () => {
  const targets = findTargets(await readProse('README.md'));
  const isOfDocs = (page: string) => dirname(page) === 'docs';
  expect(pages.filter((page) => isOfDocs(page) && !targets.includes(page))).toEqual([]);
});

test.each(pages)('every link of %s leads to a file and a heading', async (page) => {
  const targets = findTargets(await readProse(page));
  const faults = await Promise.all(targets.map((target) => findFault(page, target)));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

test('every page that a program names is there, with its heading', async () => {
  const named = await Promise.all(
    sources.map(async (file) => {
      const names = (await readFile(join(root, file), 'utf8')).matchAll(/\bdocs\/[\w/-]+\.md(?:#[\w-]+)?/g);
      return Array.from(names, ([name]) => name);
    }),
  );
  const targets = [...new Set(named.flat())];
  expect(targets.length).toBeGreaterThan(10);
  const faults = await Promise.all(targets.map((target) => findFault('README.md', target)));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});
