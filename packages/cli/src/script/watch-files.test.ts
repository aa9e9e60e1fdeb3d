import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchFiles } from './watch-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-watch-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each(['events', 'poll'] as const)('changes of content are noticed, by %s', async (mode) => {
  const file = path.join(folder, 'script.js');
  writeFileSync(file, 'one');
  const stopping = new AbortController();
  const changes = watchFiles([file], mode, stopping.signal);
  const next = async (change: () => void) => {
    const noticed = changes.next();
    change();
    return (await noticed).done;
  };
  expect(await next(() => writeFileSync(file, 'two'))).toBe(false);
  const replace = () => {
    writeFileSync(`${file}~`, 'three');
    renameSync(`${file}~`, file);
  };
  expect(await next(replace)).toBe(false);
  expect(await next(() => rmSync(file))).toBe(false);
  const unchanged = () => {
    writeFileSync(path.join(folder, 'other.js'), 'x');
    stopping.abort();
  };
  expect(await next(unchanged)).toBe(true);
});
