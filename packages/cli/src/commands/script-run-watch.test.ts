import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collectOutput } from '@upshot/testing/collect-output';
import { eventually } from '@upshot/testing/eventually';
import { expect, it } from 'vitest';
import { childEnvironment, ended, upshotFile } from '@upshot/testing/run-upshot';

it('script:run --watch runs again after each change, also after a mistake', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'upshot-watch-'));
  const file = path.join(folder, 'hook.js');
  writeFileSync(file, `console.log('first')`);
  const child = spawn(upshotFile, ['script:run', file, '--watch'], {
    env: childEnvironment('http://127.0.0.1:2'),
  });
  const stdout = collectOutput(child.stdout);
  const stderr = collectOutput(child.stderr);
  await eventually(() => expect(stdout()).toMatch(/first[^]*✓ succeeded/));
  writeFileSync(file, `console.log('second'`);
  await eventually(() => expect(stderr()).toContain('SyntaxError'));
  writeFileSync(file, `console.log('third')`);
  await eventually(() => expect(stdout()).toMatch(/third[^]*✓ succeeded/));
  expect(stderr()).toContain('Watching 1 file; Enter runs again, a takes another activity, q quits.');
  child.kill('SIGINT');
  expect(await ended(child)).toBe(130);
  rmSync(folder, { recursive: true });
});
