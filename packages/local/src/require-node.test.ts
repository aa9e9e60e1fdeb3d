import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const check = join(import.meta.dirname, '..', 'bin', 'require-node.mjs');

test('Node 24 passes in silence', () => {
  const { status, stderr } = spawnSync(process.execPath, [check], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('an older Node is told what is needed, where it comes from and how to get it', () => {
  const source = readFileSync(check, 'utf8').replaceAll('process.versions.node', '"20.19.0"');
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/needs Node 24.*this is Node 20\.19\.0.*npm ci --include=optional/s);
});
