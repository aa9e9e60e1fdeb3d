import { HostFault } from '@upshot/sandbox/sandbox';
import type { LiveOutput } from '@upshot/runtime/live-output';
import { tracer } from '@upshot/runtime/telemetry';
import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Span } from '@opentelemetry/api';
import type { WorkerEvents } from '../events.ts';
import type { LaneLease } from '@upshot/ledger/lanes/lease';
import type { DueRun } from '@upshot/ledger/runs/due-run';
import type { AttemptResult } from '../executors/executor.ts';
import {
  execute as executeAttempt,
  type CurrentIntegration,
  type ExecutableType,
  type Executors,
} from '../executors/executors.ts';
import type { StorageView } from '../executors/script/storage-view.ts';
import type { DeliveryResult } from '../model/delivery-result.ts';
import type { Settlement } from '@upshot/ledger/runs/settlement';
import type { Written } from '@upshot/ledger/runs/operation';
import type { Settler } from './settler.ts';
import { loggedSpanId, type FindLinks } from './span-links.ts';

export interface AttemptTools {
  readonly worker: string;
  readonly settler: Settler;
  readonly executors: Executors;
  /** The live output of attempts under way. */
  readonly live: Pick<LiveOutput, 'read'>;
  readonly events: WorkerEvents;
  readonly findLinks: FindLinks;
  readonly maxInterruptions: number;
  /** Aborts attempts that are still under way when a shutdown cannot wait any longer. */
  readonly aborting: AbortSignal;
}

/** An attempt that was made: `settled` tells whether its outcome was written. */
export interface Attempted {
  readonly settled: Promise<Written>;
  /** True when the next run must not begin before this one is settled. */
  readonly mustSettleFirst: boolean;
  /** When the run is due again, if it is; 0: before any later run of its lane. */
  readonly retryAfterMs?: number | undefined;
  /** How the receiver met it, where it was a delivery. */
  readonly delivery?: DeliveryResult | undefined;
}

/** A turn on a lane. */
export interface Turn {
  readonly lease: LaneLease;
  /** The type of its integration, also of one that was deleted. */
  readonly type: ExecutableType;
  readonly storage: StorageView;
  /** Told when an attempt is about to reach outside: it may take long from now on. */
  readonly onBegin: () => void;
}

/** Makes the next attempt of a run and hands its outcome to the settler. */
export async function attemptRun(
  tools: AttemptTools,
  turn: Turn,
  integration: CurrentIntegration | undefined,
  run: DueRun,
): Promise<Attempted | 'aborted' | 'fenced'> {
  if (run.wasInterrupted) {
    const settlement = await describeInterruption(tools, turn, run);
    const { lease } = turn;
    if ((await tools.settler.write({ kind: 'settle', lease, settlement })) === 'fenced') return 'fenced';
    if (settlement.retryAfterMs === undefined) return settledAtOnce;
    return await attemptRun(tools, turn, integration, withoutInterruption(run, settlement));
  }
  const parent = propagation.extract(ROOT_CONTEXT, { traceparent: run.traceparent });
  const attempt = run.attempt + 1;
  const attributes = {
    'messaging.system': 'upshot',
    'messaging.operation.type': 'process',
    'messaging.message.id': run.id,
    'upshot.integration': run.integrationId,
    ...(integration === undefined ? {} : { 'upshot.integration.name': integration.name }),
    'upshot.activity.type': run.activityType,
    'upshot.attempt': attempt,
    ...(run.replayOf === undefined ? {} : { 'upshot.replay_of': run.replayOf }),
  };
  return await tracer().startActiveSpan(
    'run',
    { kind: SpanKind.CONSUMER, attributes, links: [...(await tools.findLinks(run))] },
    parent,
    async (span) => {
      const attempted = { integration, run, attempt };
      const result = await execute(tools, turn, attempted, span).finally(() => span.end());
      return result;
    },
  );
}

/** The run as it is in the ledger now that its interruption is logged. */
function withoutInterruption(run: DueRun, { interruptions = 0 }: Settlement): DueRun {
  return { ...run, wasInterrupted: false, interruptions };
}

const settledAtOnce: Attempted = { settled: Promise.resolve('written'), mustSettleFirst: false };

/** What is attempted. */
interface NextAttempt {
  /** Undefined when it was deleted. */
  readonly integration: CurrentIntegration | undefined;
  readonly run: DueRun;
  readonly attempt: number;
}

async function execute(
  tools: AttemptTools,
  turn: Turn,
  next: NextAttempt,
  span: Span,
): Promise<Attempted | 'aborted' | 'fenced'> {
  const startedAt = new Date();
  const { run, attempt } = next;
  tools.events.metrics.queueWait((performance.now() - run.dueSinceMs) / 1000, { type: turn.type });
  const carriedOut = await carryOut(tools, turn, next);
  if (carriedOut === 'aborted' || carriedOut === 'fenced') return carriedOut;
  const ending =
    carriedOut.outcome === 'crashed' ? afterCrash(tools, run, carriedOut, turn.storage) : carriedOut;
  const { mustSettleFirst, delivery, ...result } = ending;
  span.setAttribute('upshot.outcome', result.outcome);
  if (result.outcome !== 'succeeded') span.setStatus({ code: SpanStatusCode.ERROR, message: result.outcome });
  const settlement: Settlement = {
    run,
    integrationType: turn.type,
    attempt,
    startedAt,
    worker: tools.worker,
    traceId: span.spanContext().traceId,
    spanId: loggedSpanId(span),
    ...result,
  };
  const { retryAfterMs } = result;
  return { settled: settle(tools, turn.lease, settlement), mustSettleFirst, retryAfterMs, delivery };
}

/**
 * The slot died: nothing the attempt stored counts, and the run is tried again, unless it has cost too many slots or
 * workers already.
 */
function afterCrash(
  tools: AttemptTools,
  run: DueRun,
  ending: AttemptResult,
  storage: StorageView,
): AttemptResult {
  storage.forget();
  const interruptions = run.interruptions + 1;
  const crashed = { ...ending, storage: undefined, interruptions, mustSettleFirst: true };
  if (interruptions < tools.maxInterruptions) return { ...crashed, retryAfterMs: 0 };
  tools.events.runQuarantined(run.id, interruptions);
  const cause = ending.error?.message ?? 'the slot died';
  const message = `${cause}: the run is given up after ${interruptions} such attempts`;
  return { ...crashed, outcome: 'quarantined', error: { name: 'CrashError', message } };
}

class Fenced extends Error {}

/** A script that was about to reach outside is told of it by the sandbox. */
function isFenced(fault: unknown): boolean {
  return fault instanceof Fenced || (fault instanceof HostFault && fault.cause instanceof Fenced);
}

async function carryOut(
  tools: AttemptTools,
  { lease, storage, onBegin }: Turn,
  { integration, run, attempt }: NextAttempt,
): Promise<AttemptResult | 'aborted' | 'fenced'> {
  if (integration === undefined) return cancelled('its integration was deleted');
  if (run.isCancelled === true) return cancelled('its replay was cancelled');
  const { body } = run;
  if (body === undefined) return cancelled('its activity has expired');
  const begin = beginOnce(tools, lease, run, attempt);
  try {
    return await executeAttempt(tools.executors, {
      integration,
      run: { ...run, body },
      number: attempt,
      storage,
      begin: () => {
        onBegin();
        return begin();
      },
      signal: tools.aborting,
    });
  } catch (fault) {
    if (isFenced(fault)) return 'fenced';
    throw fault;
  }
}

function cancelled(reason: string): AttemptResult {
  const error = { name: 'Cancelled', message: reason };
  return { outcome: 'cancelled', error, durationMs: 0, mustSettleFirst: false };
}

/** Makes the attempt durable; throws {@link Fenced} when another worker has claimed the lane. */
function beginOnce(tools: AttemptTools, lease: LaneLease, run: DueRun, attempt: number): () => Promise<void> {
  let begun: Promise<void> | undefined;
  const begin = async () => {
    const { seq } = run;
    const written = await tools.settler.write({ kind: 'begin', lease, seq, attempt, worker: tools.worker });
    if (written === 'fenced') throw new Fenced();
  };
  return () => (begun ??= begin());
}

async function settle(tools: AttemptTools, lease: LaneLease, settlement: Settlement): Promise<Written> {
  return await tracer().startActiveSpan('settle', async (span) => {
    const written = await tools.settler
      .write({ kind: 'settle', lease, settlement })
      .finally(() => span.end());
    return written;
  });
}

/**
 * The worker of the last attempt died: says so in the log, with what is known of its output, and gives up after too
 * many.
 */
async function describeInterruption(tools: AttemptTools, turn: Turn, run: DueRun): Promise<Settlement> {
  const lines = await tools.live.read(run.id, run.attempt);
  const interruptions = run.interruptions + 1;
  const isLast = interruptions >= tools.maxInterruptions;
  if (isLast) tools.events.runQuarantined(run.id, interruptions);
  else tools.events.runInterrupted(run.id, run.attempt);
  const message = isLast
    ? `the worker died during this attempt, as during ${interruptions - 1} before: the run is given up`
    : 'the worker died during this attempt: another one follows';
  return {
    run,
    integrationType: turn.type,
    attempt: run.attempt,
    outcome: isLast ? 'quarantined' : 'interrupted',
    startedAt: null,
    durationMs: null,
    worker: tools.worker,
    traceId: run.traceparent?.split('-')[1],
    output: lines.map(([at, text]) => ({ at_ms: at - (lines[0]?.[0] ?? at), level: 'log', text })),
    error: { name: 'Interrupted', message },
    retryAfterMs: isLast ? undefined : 0,
    interruptions,
  };
}
