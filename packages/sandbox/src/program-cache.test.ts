import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachedTexts } from './program-cache.ts';

const former = process.env['XDG_CACHE_HOME'];
let folder: string;
let source: string;
let made: number;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-cache-'));
  process.env['XDG_CACHE_HOME'] = folder;
  source = path.join(folder, 'source.ts');
  writeFileSync(source, 'one');
  made = 0;
});

afterEach(() => {
  if (former === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = former;
  rmSync(folder, { recursive: true });
});

function texts(key = 'key'): readonly string[] {
  return cachedTexts([key], () => {
    made += 1;
    return { texts: [readFileSync(source, 'utf8'), 'ü€'], sources: [source] };
  });
}

function keptFile(): string {
  const [name = ''] = readdirSync(path.join(folder, 'upshot'));
  return path.join(folder, 'upshot', name);
}

test('texts are made once, and kept for their owner alone', () => {
  expect(texts()).toEqual(['one', 'ü€']);
  expect(texts()).toEqual(['one', 'ü€']);
  expect(made).toBe(1);
  expect(statSync(keptFile()).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.join(folder, 'upshot'))).toHaveLength(1);
});

test('another key, and a source that changed, are made anew', () => {
  texts();
  texts('other');
  writeFileSync(source, 'three');
  expect(texts()).toEqual(['three', 'ü€']);
  expect(made).toBe(3);
});

test.each([
  ['changed', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('one', 'own'))],
  ['cut short', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, -1))],
  ['empty', (file: string) => writeFileSync(file, '')],
  ['readable by others', (file: string) => chmodSync(file, 0o644)],
  ['a link to another file', replaceByLink],
])('a file that is %s is not used', (_, spoil) => {
  texts();
  spoil(keptFile());
  expect(texts()).toEqual(['one', 'ü€']);
  expect(made).toBe(2);
  expect(texts()).toEqual(['one', 'ü€']);
  expect(made).toBe(2);
});

function replaceByLink(file: string): void {
  const elsewhere = path.join(folder, 'elsewhere');
  writeFileSync(elsewhere, readFileSync(file), { mode: 0o600 });
  rmSync(file);
  symlinkSync(elsewhere, file);
}

test('without a folder to write to, texts are made each time', () => {
  process.env['XDG_CACHE_HOME'] = path.join(source, 'no-folder');
  texts();
  expect(texts()).toEqual(['one', 'ü€']);
  expect(made).toBe(2);
});
