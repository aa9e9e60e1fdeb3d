import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOrCreateSecret } from './secret-file.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('a secret is made once, for its owner’s eyes, also when several ask at once', async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, 'secret');
  const secrets = await Promise.all(Array.from({ length: 8 }, () => readOrCreateSecret(file)));

  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[\w-]{32}$/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
