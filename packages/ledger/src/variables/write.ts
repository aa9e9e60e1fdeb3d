import { sql, type Insertable, type Transaction, type Updateable } from 'kysely';
import type { Database } from '../connect.ts';
import type { Tables, Variable } from '../tables.ts';

/** How many variables an integration has, and how many bytes their values have together. */
export interface VariableTotals {
  readonly variables: number;
  readonly bytes: number;
}

/** Throws, which undoes the write, when an integration has too much. */
type CheckTotals = (totals: VariableTotals) => void;

/** Adds a variable, after which `check` may undo it. Rejects with a unique violation when the name is taken. */
export async function addVariable(
  database: Database,
  variable: Insertable<Tables['variables']>,
  check: CheckTotals,
): Promise<Variable> {
  return await database.transaction().execute(async (transaction) => {
    await lockIntegration(transaction, variable.integration_id);
    const added = await transaction
      .insertInto('variables')
      .values(variable)
      .returningAll()
      .executeTakeFirstOrThrow();
    check(await readTotals(transaction, variable.integration_id));
    return added;
  });
}

/**
 * Changes a variable to what `change` makes of it, after which `check` may undo it; undefined when there is none of
 * this id. Rejects with a unique violation when the new name is taken.
 */
export async function changeVariable(
  database: Database,
  { id, integration_id: integration }: Pick<Variable, 'id' | 'integration_id'>,
  change: (variable: Variable) => Updateable<Tables['variables']>,
  check: CheckTotals,
): Promise<Variable | undefined> {
  return await database.transaction().execute(async (transaction) => {
    await lockIntegration(transaction, integration);
    const variable = await transaction
      .selectFrom('variables')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (variable === undefined) return undefined;
    const changed = await transaction
      .updateTable('variables')
      .set({ ...change(variable), updated_at: sql`now()` })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    check(await readTotals(transaction, integration));
    return changed;
  });
}

/** Removes a variable. */
export async function deleteVariable(database: Database, id: string): Promise<void> {
  await database.deleteFrom('variables').where('id', '=', id).execute();
}

/** Locks the integration until the transaction ends, so that its variables are counted one change after the other. */
async function lockIntegration(transaction: Transaction<Tables>, integration: string): Promise<void> {
  await transaction
    .selectFrom('integrations')
    .select('id')
    .where('id', '=', integration)
    .forNoKeyUpdate()
    .execute();
}

async function readTotals(transaction: Transaction<Tables>, integration: string): Promise<VariableTotals> {
  const bytes = sql<number>`
    coalesce(sum(coalesce(octet_length(value), octet_length(value_sealed) * 3 / 4)), 0)::int`;
  return await transaction
    .selectFrom('variables')
    .select([sql<number>`count(*)::int`.as('variables'), bytes.as('bytes')])
    .where('integration_id', '=', integration)
    .executeTakeFirstOrThrow();
}
