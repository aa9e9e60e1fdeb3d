import type { Database } from '../connect.ts';
import type { FilterColumns, IntegrationRow, OwnFields } from './integration-row.ts';

/** An integration to be created. */
export interface NewIntegration<T extends string> extends FilterColumns, OwnFields {
  readonly id: string;
  readonly project_id: string;
  readonly type: T;
  /** The source of its script; null for a type that has none. */
  readonly source: string | null;
}

/** Creates an integration, with the first version of its script. */
export async function createIntegration<T extends string>(
  database: Database,
  { settings, sealed, source, type, ...columns }: NewIntegration<T>,
): Promise<IntegrationRow<T>> {
  return await database.transaction().execute(async (transaction) => {
    const row = await transaction
      .insertInto('integrations')
      .values({
        ...columns,
        type,
        settings: JSON.stringify(settings),
        sealed: JSON.stringify(sealed),
        script_version: source === null ? null : 1,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    if (source !== null) {
      await transaction
        .insertInto('script_versions')
        .values({ integration_id: columns.id, version: 1, source })
        .execute();
    }
    return { ...row, type, source };
  });
}
