import type { Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import type { Stored, Tables } from '../tables.ts';
import { lockStorage } from './write.ts';

/** What becomes of an integration's storage. Values are as they go into the ledger. */
export interface StorageEdit {
  readonly set: ReadonlyMap<string, string>;
  readonly removed: readonly string[];
}

/** What an integration stores, by key. */
export async function listStored(database: Database, integration: string): Promise<readonly Stored[]> {
  return await database
    .selectFrom('storage')
    .selectAll()
    .where('integration_id', '=', integration)
    .orderBy('key')
    .execute();
}

/**
 * Changes what an integration stores. `decide` gets what is stored, while runs that end and other changes wait; what it
 * throws undoes the change. Returns the change and what is stored `after` it; undefined where the integration is gone.
 */
export async function editStorage<E extends StorageEdit>(
  database: Database,
  integration: string,
  decide: (stored: readonly Stored[]) => E,
): Promise<(E & { readonly after: readonly Stored[] }) | undefined> {
  return await database.transaction().execute(async (transaction) => {
    await lockStorage(transaction, [integration]);
    const found = await transaction
      .selectFrom('integrations')
      .select('id')
      .where('id', '=', integration)
      .where('deleted_at', 'is', null)
      .forKeyShare()
      .executeTakeFirst();
    if (found === undefined) return undefined;
    const edit = decide(await listStored(transaction, integration));
    await write(transaction, integration, edit);
    return { ...edit, after: await listStored(transaction, integration) };
  });
}

async function write(
  transaction: Transaction<Tables>,
  integration: string,
  edit: StorageEdit,
): Promise<void> {
  if (edit.removed.length > 0) {
    await transaction
      .deleteFrom('storage')
      .where('integration_id', '=', integration)
      .where('key', 'in', edit.removed)
      .execute();
  }
  if (edit.set.size > 0) {
    const rows = [...edit.set].map(([key, value]) => ({ integration_id: integration, key, value }));
    await transaction
      .insertInto('storage')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['integration_id', 'key']).doUpdateSet((set) => ({
          value: set.ref('excluded.value'),
          updated_at: set.fn('now'),
        })),
      )
      .execute();
  }
}
