import { addComingRuns, addCost } from '@upshot/ledger/comparisons/shadow';
import {
  beginNextRun,
  endTurn,
  findWaitingComparisons,
  holdComparison,
  keepHolding,
  writeVerdict,
  type ComparisonTurn,
  type HeldComparison,
} from '@upshot/ledger/comparisons/work';
import type { DueTurn } from '@upshot/runtime/trial-queue';
import { newId } from '@upshot/shared/id';
import { repeatableOutcomes } from '@upshot/trial/history/choose-runs';
import type { Repetition } from '@upshot/trial/history/compare-run';
import type { WorkerEvents } from '../events.ts';
import { SCRIPT_NAME } from '../executors/script/cassette-of.ts';
import { MAX_HINT_LENGTH } from '../trials/read-trial.ts';
import { compareOne, type CompareTools } from './compare-one.ts';
import { promoteShadow } from './promote-shadow.ts';
import { shadowRest } from './shadow-rest.ts';

export interface ComparisonTools extends CompareTools {
  readonly events: Pick<WorkerEvents, 'comparisonFault'>;
  /** Aborts when a shutdown can wait no longer. */
  readonly aborting: AbortSignal;
  /** Tells workers that a comparison has work. */
  readonly wake: (turn: DueTurn) => Promise<void>;
}

/** A turn begins no further run after that time: trials and other comparisons wait. */
const TURN_MS = 5000;

const SIGN_OF_LIFE_MS = 2000;

/** Afterwards a shadow looks for runs that have ended. */
const LOOK_AGAIN_MS = 5000;

/** Compares runs of a comparison, for one turn; leaves the rest to further turns. Never rejects. */
export async function takeComparisonTurn(tools: ComparisonTools, comparison: string): Promise<void> {
  const { database, events } = tools;
  const turn = { comparison, holder: newId() };
  try {
    const held = await holdComparison(database, turn);
    if (held === undefined) return;
    const restMs = await compareInTurn(tools, turn, held).catch((fault: unknown) => {
      events.comparisonFault(comparison, fault);
      return 0;
    });
    await promoteShadow(database, held);
    const { isLeft } = await endTurn(database, turn, restMs);
    if (!isLeft || tools.aborting.aborted) return;
    for (const waiting of await findWaitingComparisons(database, comparison)) await tools.wake(waiting);
  } catch (fault) {
    events.comparisonFault(comparison, fault);
  }
}

/**
 * Shows that the turn goes on, and stops it when the comparison is cancelled or its time is over. Gives how long the
 * next turn is to wait.
 */
async function compareInTurn(
  tools: ComparisonTools,
  turn: ComparisonTurn,
  held: HeldComparison,
): Promise<number> {
  const over = new AbortController();
  const timer = setInterval(() => {
    keepHolding(tools.database, turn).then(
      (isHeld) => isHeld || over.abort(),
      (fault: unknown) => tools.events.comparisonFault(turn.comparison, fault),
    );
  }, SIGN_OF_LIFE_MS);
  try {
    const signal = AbortSignal.any([over.signal, tools.aborting]);
    return await compareRuns(tools, turn, { held, repetition: repetitionOf(tools, held, signal), signal });
  } finally {
    clearInterval(timer);
  }
}

interface Work {
  readonly held: HeldComparison;
  readonly repetition: Repetition;
  readonly signal: AbortSignal;
}

async function compareRuns(
  tools: ComparisonTools,
  turn: ComparisonTurn,
  { held, repetition, signal }: Work,
): Promise<number> {
  const { database } = tools;
  const isShadow = held.kind === 'shadow';
  if (isShadow) await addComingRuns(database, turn, repeatableOutcomes);
  const until = performance.now() + TURN_MS;
  while (!signal.aborted && performance.now() < until) {
    const row = await beginNextRun(database, turn.comparison);
    if (row === undefined) return isShadow ? LOOK_AGAIN_MS : 0;
    const compared = await compareOne(tools, repetition, { held, row });
    if (compared === 'stopped') return 0;
    await writeVerdict(database, turn, { place: row.place, ...compared.verdict });
    const cost = isShadow ? await addCost(database, turn, compared.cpuMs) : undefined;
    const restMs = cost === undefined ? 0 : shadowRest(cost);
    if (restMs > 0) return restMs;
  }
  return 0;
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
