import { integrationOfLane, numberOfLane } from '@upshot/shared/lane';
import type { Ledger, LogEntry, PendingRun } from './ledger.ts';

/** What is known besides the ledger. */
export interface Known {
  /** Every run that was ever promised. */
  readonly runs: ReadonlySet<string>;
  /** Cancelled runs. */
  readonly cancelled: ReadonlySet<string>;
  /** The integration whose script counts its runs, and which always had one lane. */
  readonly counter: string;
}

export const maxInterruptions = 3;

/** Says which promises the step from one state of the ledger to the next has broken. */
export function findBrokenPromises(before: Ledger, after: Ledger, known: Known): readonly string[] {
  const entries = groupByRun(after.log);
  return [
    ...keepsLog(before, after),
    ...[...known.runs].flatMap((run) => endsOnce(run, entries.get(run) ?? [], after, known)),
    ...after.pending.flatMap((run) => staysInItsLane(run, before, after)),
    ...keepsOrder(before, after),
    ...countsExactly(after, known),
    ...restsWhilePaused(before, after),
  ];
}

function keepsLog(before: Ledger, after: Ledger): readonly string[] {
  const kept = JSON.stringify(after.log.slice(0, before.log.length)) === JSON.stringify(before.log);
  return kept ? [] : ['entries of the log were changed or removed'];
}

function endsOnce(
  run: string,
  entries: readonly LogEntry[],
  { pending, integrations }: Ledger,
  known: Known,
): readonly string[] {
  const broken: string[] = [];
  const waiting = pending.find(({ id }) => id === run);
  const finals = entries.filter(({ is_final }) => is_final);
  if (finals.length + (waiting === undefined ? 0 : 1) !== 1)
    broken.push(
      `run ${run} has ${finals.length} final outcomes and is ${waiting === undefined ? 'not ' : ''}pending`,
    );
  if (entries.some(({ attempt }, index) => attempt !== index + 1))
    broken.push(`the attempts of run ${run} are ${entries.map(({ attempt }) => attempt).join(', ')}`);
  if (waiting !== undefined && waiting.attempt !== entries.length + (waiting.is_begun ? 1 : 0))
    broken.push(`run ${run} says ${waiting.attempt} attempts, the log has ${entries.length}`);
  const last = entries.at(-1);
  if (last === undefined || !last.is_final) return broken;
  const cutShort = entries.filter(({ outcome }) => outcome === 'crashed' || outcome === 'interrupted').length;
  if ((last.outcome === 'quarantined') !== (cutShort === maxInterruptions - 1 && isCut(last)))
    broken.push(`run ${run} ended as ${last.outcome} after ${cutShort} attempts that were cut short`);
  const isDeleted = integrations.some(({ id, is_deleted }) => id === last.integration && is_deleted);
  if (last.outcome === 'cancelled' && !isDeleted && !known.cancelled.has(run))
    broken.push(`run ${run} was cancelled without a request`);
  return broken;
}

function isCut({ outcome }: LogEntry): boolean {
  return outcome === 'quarantined' || outcome === 'crashed' || outcome === 'interrupted';
}

function staysInItsLane(run: PendingRun, before: Ledger, { integrations }: Ledger): readonly string[] {
  const integration = integrations.find(({ id }) => id === run.integration);
  const was = before.pending.find(({ id }) => id === run.id);
  const broken: string[] = [];
  if (integrationOfLane(run.lane) !== run.integration) broken.push(`run ${run.id} is in lane ${run.lane}`);
  if (integration !== undefined && numberOfLane(run.lane) >= integration.concurrency)
    broken.push(`run ${run.id} is in lane ${run.lane}, of ${integration.concurrency} lanes`);
  if (was !== undefined && was.lane !== run.lane && numberOfLane(run.lane) !== 0)
    broken.push(`run ${run.id} went from lane ${was.lane} to ${run.lane}`);
  if (was !== undefined && was.seq !== run.seq) broken.push(`run ${run.id} lost its place`);
  return broken;
}

/** Of the runs that waited for no time, none has an outcome before all earlier ones of its lane are out of its way. */
function keepsOrder(before: Ledger, after: Ledger): readonly string[] {
  const broken: string[] = [];
  const added = after.log.slice(before.log.length);
  const isOutOfTheWay = (run: string, index: number) => {
    const last = added.slice(0, index).findLast((entry) => entry.run === run);
    return last !== undefined && (last.is_final || last.is_timed);
  };
  for (const [index, entry] of added.entries()) {
    const run = before.pending.find(({ id }) => id === entry.run);
    if (run === undefined || run.is_timed || entry.worker === 'ingest') continue;
    const overtaken = before.pending.find(
      (other) =>
        other.lane === run.lane &&
        other.seq < run.seq &&
        !other.is_timed &&
        !isOutOfTheWay(other.id, index) &&
        !added.some(({ run: id, worker }) => id === other.id && worker === 'ingest'),
    );
    if (overtaken !== undefined)
      broken.push(`run ${run.id} has overtaken run ${overtaken.id} in ${run.lane}`);
  }
  return broken;
}

function countsExactly({ log, storage }: Ledger, { counter }: Known): readonly string[] {
  const counted = log.filter(
    ({ integration, outcome }) =>
      integration === counter && (outcome === 'succeeded' || outcome === 'failed'),
  ).length;
  const stored = Number(
    storage.find(({ integration, key }) => integration === counter && key === 'n')?.value ?? 0,
  );
  return stored === counted ? [] : [`the counter says ${stored}, and ${counted} runs have counted`];
}

/** An attempt under way may end; none begins. */
function restsWhilePaused(before: Ledger, after: Ledger): readonly string[] {
  return after.pending.flatMap((run) => {
    const integration = before.integrations.find(({ id }) => id === run.integration);
    const was = before.pending.find(({ id }) => id === run.id);
    const hasBegun = run.is_begun && (was === undefined || !was.is_begun || was.attempt < run.attempt);
    const isResting = integration?.is_paused === true && !integration.is_deleted;
    return isResting && hasBegun ? [`run ${run.id} began an attempt while its integration was paused`] : [];
  });
}

function groupByRun(log: readonly LogEntry[]): ReadonlyMap<string, readonly LogEntry[]> {
  return Map.groupBy(log, ({ run }) => run);
}
