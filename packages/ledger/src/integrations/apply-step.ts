import { sql, type Insertable, type Transaction } from 'kysely';
import { writeMadeChange, type AuditedChange } from '../audit/write.ts';
import type { Tables } from '../tables.ts';
import { insertIntegration, type NewIntegration } from './create.ts';
import { deleteIntegration } from './delete.ts';
import type { IntegrationRow } from './integration-row.ts';
import { beginPause, type PauseBy } from './pause.ts';
import { endPause } from './resume.ts';
import { changeLocked, type IntegrationChange } from './update.ts';

type VariableRow = Insertable<Tables['variables']>;

/** What becomes of an integration's variables: a row with the id of one takes its place. */
export interface VariableChanges {
  readonly written: readonly VariableRow[];
  /** Ids. */
  readonly removed: readonly string[];
}

interface Step {
  /** The names of the fields that become other ones. */
  readonly fields: readonly string[];
}

/** Makes an integration; `isPaused` from its first moment. */
interface CreateStep<T extends string> extends Step {
  readonly kind: 'create';
  readonly integration: NewIntegration<T>;
  readonly variables: VariableChanges;
  readonly isPaused: boolean;
}

/** Changes one: itself unless `change` is undefined, its variables, and whether it is paused. */
interface ChangeStep<T extends string> extends Step {
  readonly kind: 'change';
  readonly before: IntegrationRow<T>;
  readonly change: IntegrationChange | undefined;
  readonly variables: VariableChanges;
  readonly pause: 'begin' | 'end' | undefined;
}

/** Deletes one. */
interface DeleteStep<T extends string> extends Step {
  readonly kind: 'delete';
  readonly before: IntegrationRow<T>;
}

/** One integration that an apply makes, changes or deletes. */
export type ApplyStep<T extends string> = CreateStep<T> | ChangeStep<T> | DeleteStep<T>;

/** By whom a project is changed, and how each change of an integration is audited. */
export interface AppliedBy {
  readonly pauseBy: PauseBy;
  readonly audit: Omit<AuditedChange, 'target' | 'fields'>;
}

const pastOf = { create: 'created', change: 'changed', delete: 'deleted' } as const;

/** Carries a step out, and adds it to the audit. Its integration is locked, or new. */
export async function carryOut<T extends string>(
  transaction: Transaction<Tables>,
  { pauseBy, audit }: AppliedBy,
  step: ApplyStep<T>,
): Promise<void> {
  const { id, name } = step.kind === 'create' ? step.integration : step.before;
  if (step.kind === 'create') {
    await insertIntegration(transaction, step.integration);
    await writeVariables(transaction, step.variables);
    if (step.isPaused) await beginPause(transaction, id, pauseBy);
  } else if (step.kind === 'change') {
    if (step.change !== undefined) await changeLocked(transaction, step.before, step.change);
    await writeVariables(transaction, step.variables);
    if (step.pause === 'begin') await beginPause(transaction, id, pauseBy);
    if (step.pause === 'end') await endPause(transaction, id);
  } else {
    await deleteIntegration(transaction, id);
  }
  const target = { integration: id, name: name ?? '', change: pastOf[step.kind] };
  await writeMadeChange(transaction, { ...audit, target, fields: step.fields });
}

async function writeVariables(
  transaction: Transaction<Tables>,
  { written, removed }: VariableChanges,
): Promise<void> {
  if (removed.length > 0) await transaction.deleteFrom('variables').where('id', 'in', removed).execute();
  for (const row of written) {
    const { id: _id, integration_id: _integration, ...columns } = row;
    await transaction
      .insertInto('variables')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...columns, updated_at: sql`now()` }))
      .execute();
  }
}
