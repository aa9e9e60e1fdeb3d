import type { NamedIntegration } from '@upshot/shared/integration';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import type { Tables } from '../tables.ts';
import type { VersionMaking } from '../script-versions/making.ts';
import { withOwnEvents, type FilterColumns, type IntegrationRow, type OwnFields } from './integration-row.ts';

/** An integration to be created. */
export interface NewIntegration<T extends string> extends FilterColumns, OwnFields {
  readonly id: string;
  readonly project_id: string;
  /** Undefined: a free name that derives from its URL or its type. */
  readonly name?: string | undefined;
  readonly type: T;
  /** The source of its script; null for a type that has none. */
  readonly source: string | null;
  /** The id of the token. */
  readonly createdBy?: string | undefined;
  /** The set of files that it is made from. */
  readonly managed_by?: string;
  /** How the first version of its script is kept, where not the API alone makes it. */
  readonly version?: VersionMaking;
}

/** What became of an integration to be created. `twin` runs the same script already. */
export type Creation<T extends string> =
  | { readonly created: IntegrationRow<T>; readonly twin: NamedIntegration | undefined }
  | { readonly created: undefined; readonly twin: NamedIntegration };

/**
 * Creates an integration, with the first version of its script, while the project is locked. With `rejectsTwin` only
 * where no other of its project runs the same script.
 */
export async function createIntegration<T extends string>(
  database: Database,
  integration: NewIntegration<T>,
  { rejectsTwin = false }: { readonly rejectsTwin?: boolean } = {},
): Promise<Creation<T>> {
  return await database.transaction().execute(async (transaction) => {
    await lockProject(transaction, integration.project_id);
    const twin = await findTwin(transaction, integration);
    if (twin !== undefined && rejectsTwin) return { created: undefined, twin };
    return { created: await insertIntegration(transaction, integration), twin };
  });
}

/** Before names are taken: what takes the name of another integration locks the project first, too. */
export async function lockProject(transaction: Transaction<Tables>, project: string): Promise<void> {
  await sql`select from projects where id = ${project} for no key update`.execute(transaction);
}

async function findTwin(
  transaction: Transaction<Tables>,
  { project_id, source }: NewIntegration<string>,
): Promise<NamedIntegration | undefined> {
  if (source === null) return undefined;
  return await transaction
    .selectFrom('integrations as i')
    .innerJoin('script_versions as s', (join) =>
      join.onRef('s.integration_id', '=', 'i.id').onRef('s.version', '=', 'i.script_version'),
    )
    .select(['i.id', 'i.name'])
    .where('i.project_id', '=', project_id)
    .where('i.deleted_at', 'is', null)
    .where('s.source', '=', source)
    .orderBy('i.created_at')
    .limit(1)
    .executeTakeFirst();
}

/** Inserts an integration, with the first version of its script. */
export async function insertIntegration<T extends string>(
  transaction: Transaction<Tables>,
  { settings, sealed, source, type, name, createdBy, version, ...columns }: NewIntegration<T>,
): Promise<IntegrationRow<T>> {
  const row = await transaction
    .insertInto('integrations')
    .values({
      ...columns,
      ...(name === undefined ? {} : { name }),
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
      .values({ integration_id: columns.id, version: 1, source, created_by: createdBy ?? null, ...version })
      .execute();
  }
  return { ...withOwnEvents(row), type, source };
}
