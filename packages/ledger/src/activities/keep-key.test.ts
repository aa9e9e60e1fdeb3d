import { createTestLedger } from '@upshot/testing/ledger';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { purge } from '../retention/purge.ts';
import { keepPostingKey } from './keep-key.ts';

test('a key is kept with its body, for one project, and forgotten after a day', async () => {
  await using ledger = await createTestLedger();
  const keep = (body: string, project = 'p') => keepPostingKey(ledger.database, { project, key: 'k', body });
  expect([await keep('{}'), await keep(' {}\n'), await keep('[]'), await keep('[]', 'q')]).toEqual([
    'new',
    'same',
    'other',
    'new',
  ]);
  const forget = async () => (await purge(ledger.database, new Date(0)))['posting_keys'];
  expect(await forget()).toBe(0);
  await sql`update posting_keys set created_at = now() - interval '25 hours' where project_id = 'p'`.execute(
    ledger.database,
  );
  expect(await forget()).toBe(1);
  expect(await keep('[]')).toBe('new');
});
