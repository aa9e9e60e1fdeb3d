import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const pages = globSync('docs/decisions/*.md').toSorted();

test('decisions are numbered without gaps', () => {
  const numbers = pages.map((page) => Number(/\/(\d{4})-[\w-]+\.md$/.exec(page)?.[1]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test.each(pages)('%s has status, context, decision and consequences, in 150 words', (page) => {
  const text = readFileSync(page, 'utf8');
  const headings = [...text.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(['Status', 'Context', 'Decision', 'Consequences']);
  expect(text.split(/\s+/).filter((word) => /\w/.test(word)).length).toBeLessThanOrEqual(150);
});
