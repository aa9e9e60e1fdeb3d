import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pushActivity, startSystem } from '@upshot/testing/system';
import { expect, test } from 'vitest';
import { openUpshot } from './terminal.ts';

test('keys of script:run --watch run it again, and on the last activities one by one', async () => {
  await using system = await startSystem({ workers: 0 });
  for (const id of ['older', 'newer']) {
    const created_at = `2026-01-0${id === 'older' ? 1 : 2}T00:00:00Z`;
    await system.post(await pushActivity(id, { created_at }));
  }
  const folder = await mkdtemp(join(tmpdir(), 'upshot-watch-keys-'));
  await writeFile(join(folder, 'hook.js'), 'console.log(`it is ${activity.id}`);\n');
  using terminal = openUpshot(system.url, 'script:run hook.js --watch', { cwd: folder });
  await terminal.expect('a takes another activity');
  await terminal.expect('✓ succeeded');
  for (const id of ['newer', 'older', 'newer']) {
    terminal.press('a');
    await terminal.expect(`it is ${id}`);
    await terminal.expect('✓ succeeded');
  }
  terminal.press('\r');
  await terminal.expect('it is newer');
  await terminal.expect('✓ succeeded');
  terminal.press('q');
  expect(await terminal.ended).toBe(0);
  await rm(folder, { recursive: true });
});
