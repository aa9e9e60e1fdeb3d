import { sql, type Kysely } from 'kysely';
import { isUndefinedTable } from './sqlstate.ts';

/** How the schema of a database compares with what a version knows, by the names of migrations. */
export interface Schema {
  /** Known, and not carried out yet, in their order. */
  readonly missing: readonly string[];
  /** Carried out by a later version. */
  readonly unknown: readonly string[];
}

/** Reads which of the `known` migrations were carried out, and which others. */
export async function readSchema(database: Kysely<unknown>, known: readonly string[]): Promise<Schema> {
  const names = await readNames(database);
  return {
    missing: known.filter((name) => !names.includes(name)),
    unknown: names.filter((name) => !known.includes(name)),
  };
}

async function readNames(database: Kysely<unknown>): Promise<readonly string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
      database,
    );
    return rows.map(({ name }) => name);
  } catch (fault) {
    if (isUndefinedTable(fault)) return [];
    throw fault;
  }
}
