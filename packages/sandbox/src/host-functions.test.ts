import { expect, test } from 'vitest';
import { refuseArguments } from './host-functions.ts';

const request = { method: 'GET', url: 'https://example.com', headers: '[]', redirect: 'follow' };

test.each([
  ['storageGet', { key: 'k'.repeat(513) }],
  ['storageSet', { key: 'k', json: 'x'.repeat(65_537) }],
  ['storageSet', { key: 'k', json: '1', another: 'x' }],
  ['storageGet', { constructor: 'x' }],
  ['storageClear', { more: 'x' }],
  ['fetch', { ...request, url: 'u'.repeat(8_193) }],
  ['fetch', { ...request, method: 'G T' }],
  ['fetch', { ...request, headers: '[1' }],
  ['fetch', { ...request, headers: '[[1]]' }],
  ['fetch', { ...request, redirect: 'sideways' }],
])('the parent refuses what no honest slot sends to %s', (name, args) => {
  expect(refuseArguments(name, args)?.name).toMatch(/^(Range|Type)Error$/);
});

test('the parent takes ordinary arguments', () => {
  expect(refuseArguments('fetch', { ...request, body: 'body' })).toBeUndefined();
});
