import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const journey = await readFile(join(root, 'docs', 'journey.md'), 'utf8');
const steps = [...journey.matchAll(/^→ `([^`]+)`: `([^`]+)`$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

describe('the journey', () => {
  it('has a step in every chapter', () => {
    const chapters = journey.split(/^## /m).slice(1);
    expect(chapters.length).toBeGreaterThan(10);
    for (const chapter of chapters) expect(chapter).toMatch(/^→ /m);
  });

  it.each(steps)('passes $name in $file', async ({ file, name }) => {
    const source = await readFile(join(root, file), 'utf8');
    expect(source).toMatch(new RegExp(`export (async )?(function|const|class) ${name}\\b`));
  });
});

describe('the links of the documentation', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'docs/architecture.md',
    'docs/glossary.md',
    'docs/sql.md',
  ];
  it.each(pages)('of %s lead somewhere', async (page) => {
    const text = await readFile(join(root, page), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target);
    for (const target of targets) await access(join(root, page, '..', target));
    expect(text.length).toBeGreaterThan(100);
  });
});
