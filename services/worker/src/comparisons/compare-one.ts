import type { HeldComparison, RunVerdict } from '@upshot/ledger/comparisons/work';
import type { ComparisonRunRow } from '@upshot/ledger/tables-of-comparisons';
import type { Sandbox } from '@upshot/sandbox/sandbox';
import { createRedactor } from '@upshot/secrets/redact/redact';
import { boundDifferences } from '@upshot/trial/history/bound-differences';
import { compareRun, type Repetition } from '@upshot/trial/history/compare-run';
import type { WorkerEvents } from '../events.ts';
import type { TrialSource } from '../trials/read-trial.ts';
import { readPast } from './read-past.ts';

export interface CompareTools extends TrialSource {
  readonly sandbox: Sandbox;
  readonly events: Pick<WorkerEvents, 'comparisonFault'>;
}

/** One run, and whose it is. */
interface One {
  readonly held: HeldComparison;
  readonly row: ComparisonRunRow;
}

/** What became of a run, and the processor time it took. */
export interface ComparedOne {
  readonly verdict: Omit<RunVerdict, 'place'>;
  readonly cpuMs: number;
}

/** A run whose worker died so often is passed over; so is one that a fault has cut short twice. */
const MAX_TRIES = 5;
const MAX_FAULTS = 2;

/** Makes a run again and compares; `stopped` when the turn is over. */
export async function compareOne(
  tools: CompareTools,
  repetition: Repetition,
  one: One,
): Promise<ComparedOne | 'stopped'> {
  if (one.row.tries > MAX_TRIES) return skipped('workers that made it again have ended');
  try {
    return await makeAgain(tools, repetition, one);
  } catch (fault) {
    if (one.row.tries < MAX_FAULTS) throw fault;
    tools.events.comparisonFault(one.held.id, fault);
    return skipped('the worker could not make it again; its log says why');
  }
}

async function makeAgain(
  tools: CompareTools,
  repetition: Repetition,
  { held, row }: One,
): Promise<ComparedOne | 'stopped'> {
  const owner = { project: held.project_id, integration: held.integration_id };
  const past = await readPast(tools, owner, row);
  if ('skippedBecause' in past) return skipped(past.skippedBecause);
  const compared = await compareRun(repetition, past.run, past.inputs);
  const { verdict, isExact, outcome, cpuMs } = compared;
  if (outcome === 'stopped') return 'stopped';
  const { differences, omitted } = boundDifferences(compared.differences, createRedactor(past.secrets));
  const bound = { differences, omitted_differences: omitted };
  return { verdict: { verdict, is_exact: isExact, outcome, skipped_because: null, ...bound }, cpuMs };
}

function skipped(because: string): ComparedOne {
  const nothing = { is_exact: false, outcome: null, differences: [], omitted_differences: 0 };
  return { verdict: { verdict: 'skipped', skipped_because: because, ...nothing }, cpuMs: 0 };
}
