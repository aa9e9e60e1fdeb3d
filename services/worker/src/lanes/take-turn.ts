import type { Database } from '@upshot/ledger/connect';
import { integrationOfLane, laneId, numberOfLane } from '@upshot/shared/lane';
import { attemptRun, type AttemptTools, type Turn } from '../runs/attempt-run.ts';
import { StorageView } from '../executors/script/storage-view.ts';
import type { EndpointWatch } from '../executors/webhook/endpoint-watch.ts';
import type { DeliveryResult } from '../model/delivery-result.ts';
import type { CircuitBreaker, Permit } from './circuit-breaker.ts';
import { moveRuns } from '@upshot/ledger/lanes/move-runs';
import { claimLane, type LaneLease } from '@upshot/ledger/lanes/lease';
import { readDueRuns, type Portion } from '@upshot/ledger/runs/due';
import type { DueRun } from '@upshot/ledger/runs/due-run';
import { isExecutable, type CurrentIntegration } from '../executors/executors.ts';
import type { IntegrationReader } from './read-integration.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { LaneSharing } from './sharing.ts';
import { createSubjectOrder } from './subject-order.ts';
import type { Settler } from '../runs/settler.ts';
import type { FairSemaphore } from '@upshot/fairness/fair-semaphore';
import type { IdentityReader } from './read-identity.ts';
import type { WakeTimer } from './wake-timer.ts';

export interface TurnTools extends AttemptTools {
  readonly database: Database;
  readonly integrations: IntegrationReader;
  readonly identities: IdentityReader;
  /** Reads everything an integration stores, opened. */
  readonly readStorage: (integration: string) => Promise<Map<string, string>>;
  readonly sharing: LaneSharing;
  readonly portion: Portion;
  readonly turnMs: number;
  /** Puts the lane into the queue. */
  readonly wake: (lane: string) => Promise<void>;
  readonly wakeTimer: WakeTimer;
  readonly deliveries: FairSemaphore;
  readonly breaker: CircuitBreaker;
  readonly rateLimiter: RateLimiter;
  readonly endpoints: EndpointWatch;
  /** Notes that the worker consumes: it has claimed a lane. */
  readonly noteClaim: () => void;
}

/** The most runs that are done and not yet settled. */
const MAX_UNSETTLED = 32;

/**
 * Takes one turn on a lane: claims it, does its due runs one after the other, settles each, and reads more until the
 * turn is over. A lane whose project has its share of the worker's lanes is parked. A lane of a type that only a newer
 * version can carry out is left to workers of that version, unclaimed. So is one that waits for its rate limit. A run
 * without external effects does not wait for the previous settlement to be durable. Settlements are written in order;
 * when one is fenced, later ones with the same fencing token are fenced as well.
 */
export async function takeTurn(tools: TurnTools, lane: string, draining: AbortSignal): Promise<void> {
  const endsAt = performance.now() + tools.turnMs;
  const isOver = () => draining.aborted || performance.now() > endsAt;
  const integration = integrationOfLane(lane);
  const { project, type } = (await tools.identities.read(integration)) ?? gone;
  if (!isExecutable(type) || tools.rateLimiter.isWaiting(lane)) return;
  using permit = tools.sharing.acquirePermit(lane, project);
  if (permit === undefined) return;
  const lease = await claimLane(tools.database, lane, tools.worker);
  tools.noteClaim();
  if (tools.breaker.isOpen(lane)) return;
  const storage = new StorageView(() => tools.readStorage(integration));
  using settling = new Settling(tools.settler);
  const turn = { lease, type, storage, settling, onBegin: () => settling.expectNoMore() };
  let left = tools.portion.runs;
  for (;;) {
    const runs = await readDueRuns(tools.database, lane, { ...tools.portion, runs: left });
    if (runs.length === 0) return;
    const done = await workThrough(tools, turn, runs, isOver);
    if (done === 'fenced') return tools.events.laneFenced(lane);
    if (done === 'busy') return;
    left -= done;
    if (left <= 0 || isOver()) return await permit.requeue();
  }
}

/** An integration that is gone with its project: what is left of its runs is cancelled. */
const gone = { project: 'none', type: 'script' };

/** Does the runs in order; resolves with their number when all are settled. */
async function workThrough(
  tools: TurnTools,
  turn: Turn & { readonly settling: Settling },
  runs: readonly DueRun[],
  isOver: () => boolean,
): Promise<number | 'fenced' | 'busy'> {
  const { settling } = turn;
  const { lane } = turn.lease;
  const order = createSubjectOrder(tools.database, lane);
  let done = 0;
  for (const run of runs) {
    if (done > 0 && isOver()) break;
    settling.expectMore();
    const integration = await tools.integrations.read(
      run.integrationId,
      run.projectRevision,
      run.scriptVersion,
    );
    if (integration !== undefined && numberOfLane(lane) >= integration.concurrency) {
      if ((await settling.all()) === 'fenced') return 'fenced';
      await moveToFirstLane(tools, lane);
      return 'busy';
    }
    const subject = integration && tools.executors[integration.type].subjectOf(run);
    if (subject !== undefined && (await order.mustWait(run, subject))) continue;
    using permit = await acquirePermit(tools, turn.lease, run, integration);
    if (permit === undefined) return (await settling.all()) === 'fenced' ? 'fenced' : 'busy';
    const attempted = await attemptRun(tools, turn, integration, run);
    if (attempted === 'aborted') break;
    if (attempted === 'fenced') return 'fenced';
    const { delivery } = attempted;
    if (delivery !== undefined) permit.record(delivery);
    done++;
    settling.add(attempted.settled);
    const { retryAfterMs } = attempted;
    if (retryAfterMs === 0) break;
    if (retryAfterMs !== undefined) tools.wakeTimer.set(lane, retryAfterMs);
    const isFull = settling.size >= MAX_UNSETTLED || tools.settler.isFull;
    const mustWait = attempted.mustSettleFirst || isFull;
    if (mustWait && (await settling.all()) === 'fenced') return 'fenced';
    if (await isPausedBy(tools, integration, delivery)) return 'busy';
  }
  if ((await settling.all()) === 'fenced') return 'fenced';
  return order.waiting === runs.length ? 'busy' : done;
}

/** The integration's concurrency was lowered and this lane removed: its remaining runs move to the first lane. */
async function moveToFirstLane({ database, wake }: TurnTools, lane: string): Promise<void> {
  const first = laneId(integrationOfLane(lane), 0);
  await moveRuns(database, lane, first);
  await wake(first);
}

/** How long a lane waits for a delivery permit. */
const BUSY_MS = 500;

const noPermitNeeded: Permit = { record: () => undefined, [Symbol.dispose]: () => undefined };

/**
 * Acquires what an attempt needs, and holds nothing where some of it is missing: the lane is then woken later. A token
 * of the rate limit comes last, so that none is taken for an attempt that is not made.
 */
async function acquirePermit(
  tools: TurnTools,
  lease: LaneLease,
  run: DueRun,
  integration: CurrentIntegration | undefined,
): Promise<Permit | undefined> {
  if (integration === undefined) return noPermitNeeded;
  const permit = acquireDeliveryPermit(tools, lease.lane, run, integration);
  const { rate } = integration;
  const isAttempted = run.isCancelled !== true && run.body !== undefined;
  if (permit === undefined || rate === undefined || !isAttempted) return permit;
  try {
    if (await tools.rateLimiter.take(lease, rate)) return permit;
  } catch (fault) {
    permit[Symbol.dispose]();
    throw fault;
  }
  permit[Symbol.dispose]();
  return undefined;
}

/**
 * Bulkhead for webhooks, which wait for remote servers: a semaphore bounds the deliveries in progress, so that lanes
 * are left for other work, and the circuit breaker holds back unavailable receivers.
 */
function acquireDeliveryPermit(
  { executors, deliveries, breaker, wakeTimer }: TurnTools,
  lane: string,
  run: DueRun,
  integration: CurrentIntegration,
): Permit | undefined {
  if (!executors[integration.type].needsDeliveryPermit) return noPermitNeeded;
  const delivery = deliveries.tryAcquire(run.projectId, run.integrationId);
  if (delivery === undefined) {
    wakeTimer.set(lane, BUSY_MS);
    return undefined;
  }
  const circuit = breaker.acquirePermit(lane, integration.name);
  if (circuit === undefined) {
    delivery[Symbol.dispose]();
    return undefined;
  }
  return {
    record: (result) => circuit.record(result),
    [Symbol.dispose]() {
      circuit[Symbol.dispose]();
      delivery[Symbol.dispose]();
    },
  };
}

/** Whether the integration was paused because of this delivery, which is settled. */
async function isPausedBy(
  { executors, endpoints }: TurnTools,
  integration: CurrentIntegration | undefined,
  delivery: DeliveryResult | undefined,
): Promise<boolean> {
  if (integration === undefined || delivery === undefined) return false;
  if (!executors[integration.type].pausesFailingEndpoints) return false;
  return await endpoints.note(integration, delivery);
}

/** The settlements of a turn that are not yet durable. Others gather with them while the turn goes on. */
class Settling implements Disposable {
  readonly #settler: Settler;
  #more: Disposable | undefined;
  #written: Promise<'written' | 'fenced'>[] = [];

  constructor(settler: Settler) {
    this.#settler = settler;
  }

  get size(): number {
    return this.#written.length;
  }

  expectMore(): void {
    this.#more ??= this.#settler.expect();
  }

  expectNoMore(): void {
    this.#more?.[Symbol.dispose]();
    this.#more = undefined;
  }

  [Symbol.dispose](): void {
    this.expectNoMore();
  }

  add(written: Promise<'written' | 'fenced'>): void {
    written.catch(() => undefined);
    this.#written.push(written);
  }

  async all(): Promise<'written' | 'fenced'> {
    this.expectNoMore();
    const written = await Promise.all(this.#written);
    this.#written = [];
    return written.includes('fenced') ? 'fenced' : 'written';
  }
}
