import {
  beginNextRun,
  endTurn,
  findWaitingComparisons,
  holdComparison,
  keepHolding,
  writeVerdict,
  type ComparisonTurn,
  type HeldComparison,
  type RunVerdict,
} from '@upshot/ledger/comparisons/work';
import type { ComparisonRunRow } from '@upshot/ledger/tables-of-comparisons';
import type { DueTurn } from '@upshot/runtime/trial-queue';
import { createRedactor } from '@upshot/secrets/redact/redact';
import { newId } from '@upshot/shared/id';
import { boundDifferences } from '@upshot/trial/history/bound-differences';
import { compareRun, type Repetition } from '@upshot/trial/history/compare-run';
import type { WorkerEvents } from '../events.ts';
import { SCRIPT_NAME } from '../executors/script/cassette-of.ts';
import type { TrialTools } from '../trials/answer-trial.ts';
import { MAX_HINT_LENGTH } from '../trials/read-trial.ts';
import { readPast } from './read-past.ts';

export interface ComparisonTools extends Pick<
  TrialTools,
  'database' | 'ring' | 'limits' | 'sandbox' | 'aborting'
> {
  readonly events: Pick<WorkerEvents, 'comparisonFault'>;
  /** Tells workers that a comparison has work. */
  readonly wake: (turn: DueTurn) => Promise<void>;
}

/** A turn begins no further run after that time: trials and other comparisons wait. */
const TURN_MS = 5000;

const SIGN_OF_LIFE_MS = 2000;

/** A run whose worker died so often is passed over; so is one that a fault has cut short twice. */
const MAX_TRIES = 5;
const MAX_FAULTS = 2;

/** Compares runs of a comparison, for one turn; leaves the rest to further turns. Never rejects. */
export async function takeComparisonTurn(tools: ComparisonTools, comparison: string): Promise<void> {
  const { database, events } = tools;
  const turn = { comparison, holder: newId() };
  try {
    const held = await holdComparison(database, turn);
    if (held === undefined) return;
    await compareInTurn(tools, turn, held).catch((fault: unknown) =>
      events.comparisonFault(comparison, fault),
    );
    const { isLeft } = await endTurn(database, turn);
    if (!isLeft || tools.aborting.aborted) return;
    for (const waiting of await findWaitingComparisons(database, comparison)) await tools.wake(waiting);
  } catch (fault) {
    events.comparisonFault(comparison, fault);
  }
}

/** Shows that the turn goes on, and stops it when the comparison is cancelled or its time is over. */
async function compareInTurn(
  tools: ComparisonTools,
  turn: ComparisonTurn,
  held: HeldComparison,
): Promise<void> {
  const over = new AbortController();
  const timer = setInterval(() => {
    keepHolding(tools.database, turn).then(
      (isHeld) => isHeld || over.abort(),
      (fault: unknown) => tools.events.comparisonFault(turn.comparison, fault),
    );
  }, SIGN_OF_LIFE_MS);
  const signal = AbortSignal.any([over.signal, tools.aborting]);
  const repetition = repetitionOf(tools, held, signal);
  const until = performance.now() + TURN_MS;
  try {
    while (!signal.aborted && performance.now() < until) {
      const row = await beginNextRun(tools.database, turn.comparison);
      if (row === undefined) return;
      const verdict = await compareOne(tools, repetition, { held, row }).catch((fault: unknown) => {
        if (row.tries < MAX_FAULTS) throw fault;
        tools.events.comparisonFault(turn.comparison, fault);
        return skipped('the worker could not make it again; its log says why');
      });
      if (verdict === 'stopped') return;
      await writeVerdict(tools.database, turn, { place: row.place, ...verdict });
    }
  } finally {
    clearInterval(timer);
  }
}

/** As trials are run: with the limits of every run, in slots that no run needs. */
function repetitionOf(
  { sandbox, limits }: ComparisonTools,
  { project_id: projectId, integration_id: integration, source, request }: HeldComparison,
  signal: AbortSignal,
): Repetition {
  const owner = { projectId, integrationId: `trial ${integration}` };
  return {
    sandbox,
    script: { file: SCRIPT_NAME, source },
    ignored: new Set((request['ignore'] ?? []) as readonly string[]),
    manner: { limits, owner, yields: true, maxHintLength: MAX_HINT_LENGTH },
    signal,
  };
}

/** One run, and whose it is. */
interface One {
  readonly held: HeldComparison;
  readonly row: ComparisonRunRow;
}

async function compareOne(
  tools: ComparisonTools,
  repetition: Repetition,
  { held, row }: One,
): Promise<Omit<RunVerdict, 'place'> | 'stopped'> {
  if (row.tries > MAX_TRIES) return skipped('workers that made it again have ended');
  const owner = { project: held.project_id, integration: held.integration_id };
  const past = await readPast(tools, owner, row);
  if ('skippedBecause' in past) return skipped(past.skippedBecause);
  const { verdict, isExact, outcome, differences } = await compareRun(repetition, past.run, past.inputs);
  if (outcome === 'stopped') return 'stopped';
  const bound = boundDifferences(differences, createRedactor(past.secrets));
  return {
    verdict,
    is_exact: isExact,
    outcome,
    skipped_because: null,
    differences: bound.differences,
    omitted_differences: bound.omitted,
  };
}

function skipped(because: string): Omit<RunVerdict, 'place'> {
  const nothing = { outcome: null, differences: [], omitted_differences: 0 };
  return { verdict: 'skipped', is_exact: false, skipped_because: because, ...nothing };
}
