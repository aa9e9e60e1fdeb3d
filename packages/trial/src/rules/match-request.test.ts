import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDifference, matchesJson, matchesUrl } from './match-request.ts';
import { matchesUrlGlob } from './url-glob.ts';

test.each([
  ['https://a.example/x', 'https://a.example/x', true],
  ['https://a.example', 'https://a.example/', true],
  ['https://a.example/*', 'https://a.example/x', true],
  ['https://a.example/*', 'https://a.example/x/y', false],
  ['https://a.example/**', 'https://a.example/x/y', true],
  ['https://a.example/x', 'https://a.example/x?key=1', true],
  ['https://a.example/x?key=1', 'https://a.example/x?key=1', true],
  ['https://a.example/x?key=1', 'https://a.example/x?key=2', false],
  ['https://a.example/x?key=*', 'https://a.example/x?key=2', true],
  ['https://a.example/(x)', 'https://a.example/(x)', true],
  ['https://aXexample/x', 'https://a.example/x', false],
  ['/x$/', 'https://a.example/x', true],
  ['/X$/i', 'https://a.example/x', true],
  ['**', 'no url', true],
])('%s on %s: %s', (pattern, url, isMatch) => {
  expect(matchesUrl(pattern, url)).toBe(isMatch);
});

const request = {
  method: 'POST',
  url: 'https://a.example/x',
  headers: [['Content-Type', 'application/json']] as const,
  body: '{"text":"Ann pushed","n":1,"tags":["a","b"]}',
};

test.each([
  [{}, undefined],
  [{ method: 'post' }, undefined],
  [{ method: '*' }, undefined],
  [{ method: 'GET' }, 'method'],
  [{ url: 'https://b.example/**' }, 'url'],
  [{ headers: { 'content-type': 'application/*' } }, undefined],
  [{ headers: { accept: '*' } }, 'header accept'],
  [{ body: '*pushed*' }, undefined],
  [{ body: { contains: ['Ann', 'tags'] } }, undefined],
  [{ body: { contains: 'Bob' } }, 'body'],
  [{ body: { json: { text: '*pushed', n: 1 } } }, undefined],
  [{ body: { json: { tags: ['a'] } } }, 'body'],
  [{ body: { json: { other: null } } }, 'body'],
])('%o differs in %s', (pattern, difference) => {
  expect(findDifference(pattern, request)).toBe(difference);
});

test('a body that is no JSON matches no JSON', () => {
  expect(findDifference({ body: { json: {} } }, { ...request, body: 'text' })).toBe('body');
  expect(findDifference({ body: { json: {} } }, { ...request, body: undefined })).toBe('body');
});

test('numbers, lists and null match only themselves', () => {
  expect(matchesJson({ a: null }, { a: null })).toBe(true);
  expect(matchesJson({ a: null }, {})).toBe(false);
  expect(matchesJson([1, '*'], [1, 'x'])).toBe(true);
  expect(matchesJson(1, '1')).toBe(false);
});

test('a glob matches what the regular expression of it matches', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 12 });
  const globs = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '**'), maxLength: 6 });
  fc.assert(
    fc.property(globs, texts, (glob, text) => {
      const source = glob
        .split(/(\*\*|\*)/)
        .map((item) => (item === '**' ? '.*' : item === '*' ? '[^/]*' : item.replaceAll('.', '\\.')))
        .join('');
      expect(matchesUrlGlob(glob, text)).toBe(new RegExp(`^${source}$`).test(text));
    }),
    { numRuns: 2000 },
  );
});

test('a glob of many wildcards ends soon', () => {
  expect(matchesUrlGlob(`${'**a'.repeat(60)}b`, 'a'.repeat(8000))).toBe(false);
});
