import { sql, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import type { ScriptVersion, Tables } from '../tables.ts';

/** A version to be added. */
export interface NewVersion extends Pick<ScriptVersion, 'source' | 'message' | 'created_by' | 'rollback_of'> {
  readonly origin: 'api' | 'rollback';
  /** The version that must be the current one; undefined: any. */
  readonly ifVersion: number | undefined;
}

/** `outdated`: another version is the current one, `version`. Otherwise the current version is now `version`. */
export interface Added {
  readonly kind: 'added' | 'same' | 'outdated';
  readonly version: number;
}

/**
 * Makes a source the current version of an integration's script, unless it is that already. Undefined when there is no
 * such integration, or it has no script.
 */
export async function addScriptVersion(
  database: Database,
  integration: string,
  { ifVersion, ...added }: NewVersion,
): Promise<Added | undefined> {
  return await database.transaction().execute(async (transaction) => {
    const current = await lockCurrent(transaction, integration);
    if (current === undefined) return undefined;
    if (ifVersion !== undefined && ifVersion !== current.version) return { kind: 'outdated', ...current };
    if (current.source === added.source) return { kind: 'same', version: current.version };
    const version = current.version + 1;
    await transaction
      .insertInto('script_versions')
      .values({ integration_id: integration, version, ...added })
      .execute();
    await transaction
      .updateTable('integrations')
      .set({ script_version: version, updated_at: sql`now()` })
      .where('id', '=', integration)
      .execute();
    return { kind: 'added', version };
  });
}

async function lockCurrent(
  transaction: Transaction<Tables>,
  integration: string,
): Promise<Pick<ScriptVersion, 'version' | 'source'> | undefined> {
  return await transaction
    .selectFrom('integrations as i')
    .innerJoin('script_versions as s', (join) =>
      join.onRef('s.integration_id', '=', 'i.id').onRef('s.version', '=', 'i.script_version'),
    )
    .select(['s.version', 's.source'])
    .where('i.id', '=', integration)
    .where('i.deleted_at', 'is', null)
    .forNoKeyUpdate('i')
    .executeTakeFirst();
}
