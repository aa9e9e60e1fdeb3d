import { expect, test } from 'vitest';
import { refuseArguments } from './host.ts';

test.each([
  ['storageGet', ['k'.repeat(513)]],
  ['storageSet', ['k', 'x'.repeat(65_537)]],
  ['storageClear', ['more']],
  ['fetch', ['GET', 'u'.repeat(8_193), '[]']],
  ['fetch', ['G T', 'u', '[]']],
  ['fetch', ['GET', 'u', '[1']],
  ['fetch', ['GET', 'u', '[[1]]']],
  ['fetch', ['GET', 'u', '[]', 'sideways']],
])('the parent refuses what no honest slot sends to %s', (name, args) => {
  expect(refuseArguments(name, args)?.[0]).toBe('x');
});

test('the parent takes ordinary arguments', () => {
  expect(refuseArguments('fetch', ['GET', 'https://example.com', '[]', 'follow', 'body'])).toBeUndefined();
});
