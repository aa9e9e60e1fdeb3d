import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const journey = await readFile(join(root, 'docs', 'journey.md'), 'utf8');
const steps = [...journey.matchAll(/^- `([^`]+)`: `([^`]+)`$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

describe('the journey', () => {
  it('has a step in every chapter', () => {
    const chapters = journey.split(/^## /m).slice(1);
    expect(chapters.length).toBeGreaterThan(10);
    for (const chapter of chapters) expect(chapter).toMatch(/^- `/m);
  });

  it.each(steps)('passes $name in $file', async ({ file, name }) => {
    const source = await readFile(join(root, file), 'utf8');
    expect(source).toMatch(new RegExp(`export (async )?(function|const|class) ${name}\\b`));
  });
});
