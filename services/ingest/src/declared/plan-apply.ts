import type { IntegrationType } from '@upshot/integrations/registry';
import type { ApplyStep } from '@upshot/ledger/integrations/apply-step';
import type { IntegrationWithVariables, ProjectState } from '@upshot/ledger/integrations/with-variables';
import { invalid } from '../http/validate.ts';
import { collectFaults, type FaultCollection } from './collect-faults.ts';
import { findMeant } from './find-meant.ts';
import { planCreation, planUpdate, type PlannedChange, type PlanTools } from './plan-integration.ts';
import type { Declared } from './read-declared.ts';

type Known = IntegrationWithVariables<IntegrationType>;

/** What is to be done in a project, and what stays as it is. */
export interface ApplyPlan {
  readonly changes: readonly PlannedChange[];
  /** Names. */
  readonly unchanged: readonly string[];
  /** What an earlier apply of the set made, and this one does not name. */
  readonly prunable: readonly Known['row'][];
  readonly warnings: readonly string[];
}

/** How an apply was asked for. */
export interface ApplyMode {
  readonly prune: boolean;
  readonly isDryRun: boolean;
}

/** Compares a project with what it shall have. Throws a problem that names everything that cannot be so. */
export function planApply(
  state: ProjectState<IntegrationType>,
  declared: readonly Declared[],
  tools: PlanTools & ApplyMode,
): ApplyPlan {
  const faults = collectFaults();
  const meant = findMeant(declared, state.integrations, faults);
  const planned = [...meant].map(([entry, known]) => ({
    entry,
    known,
    change: planEntry(entry, known, tools, within(faults, declared.indexOf(entry))),
  }));
  if (!tools.isDryRun) {
    for (const { entry, change } of planned)
      faults.within(`integrations[${declared.indexOf(entry)}]`, () => refuseMissing(change));
  }
  faults.throwAny();
  const named = new Set(meant.values());
  const prunable = state.integrations
    .filter((known) => known.row.managed_by === tools.set && !named.has(known))
    .map(({ row }) => row);
  return {
    changes: [
      ...(tools.prune ? prunable.map(planDeletion) : []),
      ...planned.flatMap(({ change }) => change ?? []),
    ],
    unchanged: planned.flatMap(({ entry, change }) => (change === undefined ? [entry.name] : [])),
    prunable: tools.prune ? [] : prunable,
    warnings: planned.flatMap(({ known }) => warnAboutSet(known, tools.set)),
  };
}

/** The steps of a plan; updates before creations, which may take the names they leave. */
export function stepsOf({ changes }: ApplyPlan): readonly ApplyStep<IntegrationType>[] {
  const order = ['delete', 'change', 'create'] as const;
  return order.flatMap((kind) => changes.map(({ step }) => step).filter((step) => step.kind === kind));
}

function refuseMissing(change: PlannedChange | undefined): void {
  const faults = (change?.told.missing ?? []).map((field) => ({
    field,
    message: 'is required: there is none that could stay as it is',
  }));
  if (faults.length > 0) throw invalid(faults);
}

function within(faults: FaultCollection, index: number): Pick<FaultCollection, 'within'> {
  return { within: (place, read) => faults.within(`integrations[${index}].${place}`, read) };
}

function planEntry(
  declared: Declared,
  known: Known | undefined,
  tools: PlanTools,
  faults: Pick<FaultCollection, 'within'>,
): PlannedChange | undefined {
  if (known === undefined) return planCreation(declared, tools, faults);
  const { type } = known.row;
  if (type === declared.type) return planUpdate(declared, known, tools, faults);
  const message = `cannot change: "${known.row.name}" is a ${type}. Delete it first, or choose another name`;
  return faults.within('type', () => {
    throw invalid([{ field: 'body', message }]);
  });
}

function planDeletion(row: Known['row']): PlannedChange {
  const { id, name, type } = row;
  const told = { action: 'delete', id, name, type, renamed_from: null, script_version: null } as const;
  return {
    step: { kind: 'delete', before: row, fields: [] },
    told: { ...told, fields: [], variables: [], paused: null, missing: [], waiting: 0 },
  };
}

function warnAboutSet(known: Known | undefined, set: string): readonly string[] {
  const owner = known?.row.managed_by ?? set;
  return owner === set ? [] : [`${known?.row.name} was made by the set "${owner}", which may change it back`];
}
