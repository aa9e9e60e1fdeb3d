import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { dropPrivileges } from '@upshot/testing/privileges';
import { expect, test } from 'vitest';
import { describeFault } from './describe-fault.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('a folder that may not be written is named', async () => {
  await using directory = await temporaryDirectory();
  const closed = join(directory.path, 'closed');
  await mkdir(closed, { mode: 0o500 });
  using _ = dropPrivileges();
  const home = join(closed, 'home');
  const fault: unknown = await mkdir(home).catch((denied: unknown) => denied);
  expect(describeFault(fault, directory.path)).toBe(
    `${home} may not be written by this account. Set UPSHOT_HOME to a folder that you can write.`,
  );
});

test('a port that may not be listened on is not described as a folder', async () => {
  using _ = dropPrivileges();
  const server = createServer().listen(1, '127.0.0.1');
  const fault: unknown = await once(server, 'listening').catch((denied: unknown) => denied);
  expect(describeFault(fault, import.meta.dirname)).toBe('listen EACCES: permission denied 127.0.0.1:1');
});
