import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { digestBody, isSameBody } from '@upshot/ledger/activities/body-digest';
import type { Plan, Receipt, Submission } from '@upshot/ledger/activities/plan';
import { readReceipts, recordActivities, type OriginalReceipt } from '@upshot/ledger/activities/record';
import type { Database } from '@upshot/ledger/connect';
import { isStatementTimeout } from '@upshot/ledger/sqlstate';
import { Problem } from '@upshot/shared/problem';
import { tracer } from '@upshot/runtime/telemetry';
import { createIntegrationCache, type IntegrationCache } from './integration-cache.ts';
import { isHeavyText } from '../http/body/heavy-json.ts';
import { createFlushTimeEstimator } from '../overload/flush-time-estimator.ts';
import { createEventLoopAwareTimeout, type Limited } from '../overload/event-loop-aware-timeout.ts';
import { createConditionDecider, type ConditionDecider } from './decide-conditions.ts';
import { planRuns } from './plan-runs.ts';
import { RECORDING_MS, recordingTimeoutMs } from './recording-time.ts';
import { createRecordingQueues } from '../overload/recording-queues.ts';

export type Recorded =
  | { readonly kind: 'recorded'; readonly receipt: Receipt }
  | {
      readonly kind: 'duplicate';
      readonly receipt: Receipt;
      /** Whether the body that was recorded is another text. Undefined when it is gone. */
      readonly bodyDiffers: boolean | undefined;
    }
  | { readonly kind: 'project_not_found' };

export interface Recorder {
  /**
   * Records activities and their runs durably, then resolves. Activities of one call are recorded in order, and
   * together unless the ledger finds that too much; calls that arrive together share a transaction. Rejects with the
   * problem `ledger_unavailable` when the ledger did not answer in time: nothing may have been recorded, and what was
   * still waiting is not recorded later. Rejects at once, as `requireCapacity` throws, when it would wait too long.
   */
  record(submissions: readonly Submission[]): Promise<readonly Recorded[]>;
  /** Throws the problem `overloaded` or `too_many_requests` while activities of this project would wait too long. */
  requireCapacity(projectId: string): void;
  /** Resolves when everything under way is recorded. */
  close(): Promise<void>;
}

type OnRecorded = (lanes: readonly string[], projects: ReadonlySet<string>) => void;

export interface RecorderOptions {
  readonly database: Database;
  /** Told, after each commit, which lanes have new work, and which projects have new activities. */
  readonly onRecorded: OnRecorded;
  /** Told of each commit: how many activities it had, and how long it took. */
  readonly onCommitted?: (activities: number, tookMs: number) => void;
}

/** What a row (an activity, or one run of it) weighs beside its bytes: a batch has at most 2,048 rows, or 8 MB. */
const ROW_WEIGHT = 4096;
const BATCH_WEIGHT = 2048 * ROW_WEIGHT;

/** How many integrations a project is taken to have until it has been read. */
const UNREAD_INTEGRATIONS = 10;

/** What the ledger is taken to need until something was recorded; hardly one commits more than 20,000 rows a second. */
const INITIAL_ESTIMATE = { weight: 16 * ROW_WEIGHT, tookMs: 8, minMsPerWeight: 0.05 / ROW_WEIGHT };

/** Creates the recorder of one ingest process. */
export function createRecorder({ database, onRecorded, onCommitted }: RecorderOptions): Recorder {
  const cache = createIntegrationCache(database);
  const conditions = createConditionDecider();
  const timeout = createEventLoopAwareTimeout(RECORDING_MS);
  const queues = createRecordingQueues<Call, readonly Recorded[]>({
    estimator: createFlushTimeEstimator(INITIAL_ESTIMATE),
    async flush(calls) {
      restartTimeouts(calls);
      const lists = calls.map(({ submissions }) => submissions);
      const startedAt = performance.now();
      const recorded = await recordBatch({ database, cache, conditions, onRecorded }, lists);
      onCommitted?.(lists.flat().length, performance.now() - startedAt);
      return recorded;
    },
    maxItems: 200,
    maxWeight: BATCH_WEIGHT,
    isTooMuch: isStatementTimeout,
  });
  /** Of heavy bodies, before they wait for a batch that others are in; later where the project is not known yet. */
  const decideFirst = async (submissions: readonly Submission[]) => {
    if (submissions.some(({ projectId }) => cache.count(projectId) === undefined)) return;
    const projects = await cache.read(submissions.map(({ projectId }) => projectId));
    for (const submission of submissions)
      await conditions.decide(submission, projects.get(submission.projectId)?.integrations ?? []);
  };
  return {
    record: (submissions) =>
      spanned(submissions, async () => {
        if (submissions.some(({ body }) => isHeavyText(body))) await decideFirst(submissions);
        const projectId = submissions[0]?.projectId ?? '';
        const queue = queues.of(projectId);
        queue.requireCapacity(projectId);
        const call: Call = { submissions, bytes: countBytes(submissions), limited: undefined };
        const recording = queue.submit(projectId, weigh(call, cache), call);
        const tooLate = () => {
          recording.withdraw();
          return new Error('no answer in time');
        };
        const limited = timeout.limit(recording.result, tooLate);
        call.limited = limited;
        return await limited.result.catch(refuse);
      }),
    requireCapacity: (projectId) => queues.of(projectId).requireCapacity(projectId),
    async close() {
      await queues.idle();
      await conditions[Symbol.asyncDispose]();
      timeout[Symbol.dispose]();
    },
  };
}

/** The activities of one call, the bytes of their bodies, and the time that is left for them. */
interface Call {
  readonly submissions: readonly Submission[];
  readonly bytes: number;
  limited: Pick<Limited<unknown>, 'restart'> | undefined;
}

/** Their statement is sent now: a call that has waited for its turn has as long for it as any other. */
function restartTimeouts(calls: readonly Call[]): void {
  const bytes = calls.reduce((sum, call) => sum + call.bytes, 0);
  for (const { limited } of calls) limited?.restart(recordingTimeoutMs(bytes));
}

function countBytes(submissions: readonly Submission[]): number {
  return submissions.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
}

function weigh({ submissions, bytes }: Call, cache: IntegrationCache): number {
  const rowsOf = ({ projectId }: Submission) => 1 + (cache.count(projectId) ?? UNREAD_INTEGRATIONS);
  return submissions.reduce((rows, submission) => rows + rowsOf(submission), 0) * ROW_WEIGHT + bytes;
}

/** What recording a batch needs. */
interface BatchTools {
  readonly database: Database;
  readonly cache: IntegrationCache;
  readonly conditions: ConditionDecider;
  readonly onRecorded: OnRecorded;
}

async function recordBatch(
  tools: BatchTools,
  calls: readonly (readonly Submission[])[],
): Promise<readonly (readonly Recorded[])[]> {
  const submissions = calls.flat();
  const recordEach = calls.length === 1 ? recordInParts : recordAll;
  const recorded = await recordEach(tools, submissions);
  let next = 0;
  return calls.map((call) => call.map(() => recorded[next++] ?? { kind: 'project_not_found' }));
}

/** A single list can be too much as well: it is then recorded in parts, in its order. */
async function recordInParts(
  tools: BatchTools,
  submissions: readonly Submission[],
): Promise<readonly Recorded[]> {
  try {
    return await recordAll(tools, submissions);
  } catch (fault) {
    if (submissions.length < 2 || !isStatementTimeout(fault)) throw fault;
    const half = Math.ceil(submissions.length / 2);
    const first = await recordInParts(tools, submissions.slice(0, half));
    const second = await recordInParts(tools, submissions.slice(half));
    return [...first, ...second];
  }
}

async function recordAll(
  { database, cache, conditions, onRecorded }: BatchTools,
  submissions: readonly Submission[],
): Promise<readonly Recorded[]> {
  for (;;) {
    const projects = await cache.read(submissions.map(({ projectId }) => projectId));
    const { plans, repeated } = await planOnce(submissions, projects, conditions);
    const written = await recordActivities(database, plans, projects);
    if (written === 'stale') {
      cache.forget(plans.map(({ submission }) => submission.projectId));
      continue;
    }
    const lanes = plans
      .filter((plan) => written.has(plan))
      .flatMap(({ runs }) => runs.map(({ lane }) => lane));
    onRecorded(lanes, new Set([...written].map(({ submission }) => submission.projectId)));
    return await answer(database, submissions, { plans, repeated }, written);
  }
}

/** One plan for each activity of a batch, and the submissions that repeat another one of the batch. */
interface PlannedBatch {
  readonly plans: readonly Plan[];
  readonly repeated: ReadonlySet<Submission>;
}

/** Plans each activity once, also when one batch holds it several times. */
async function planOnce(
  submissions: readonly Submission[],
  projects: Awaited<ReturnType<IntegrationCache['read']>>,
  conditions: ConditionDecider,
): Promise<PlannedBatch> {
  const plans = new Map<string, Plan>();
  const repeated = new Set<Submission>();
  for (const submission of submissions) {
    const project = projects.get(submission.projectId);
    if (project === undefined) continue;
    const key = identity(submission);
    if (plans.has(key)) repeated.add(submission);
    else plans.set(key, await planRuns(submission, project.integrations, conditions));
  }
  return { plans: [...plans.values()], repeated };
}

async function answer(
  database: Database,
  submissions: readonly Submission[],
  { plans, repeated }: PlannedBatch,
  written: ReadonlySet<Plan>,
): Promise<readonly Recorded[]> {
  const byIdentity = new Map(plans.map((plan) => [identity(plan.submission), plan]));
  const known = plans.filter((plan) => !written.has(plan));
  const originals = await readReceipts(
    database,
    known.map(({ submission }) => submission),
  );
  return submissions.map((submission) => {
    const plan = byIdentity.get(identity(submission));
    if (plan === undefined) return { kind: 'project_not_found' };
    const { receipt } = plan;
    const original = originals.get(plan.submission);
    if (original !== undefined) return toDuplicate(submission, original);
    if (!repeated.has(submission)) return { kind: 'recorded', receipt };
    return { kind: 'duplicate', receipt, bodyDiffers: !isSameBody(submission.body, plan.submission.body) };
  });
}

function toDuplicate({ body }: Submission, { receipt, digest }: OriginalReceipt): Recorded {
  const bodyDiffers = digest === null ? undefined : digest !== digestBody(body);
  return { kind: 'duplicate', receipt, bodyDiffers };
}

function identity({ projectId, facts }: Submission): string {
  return `${projectId}\n${facts.state}\n${facts.id}`;
}

/** A span of the first activity's trace: activities of one call share it. */
function spanned<T>(submissions: readonly Submission[], work: () => Promise<T>): Promise<T> {
  const parent = propagation.extract(ROOT_CONTEXT, { traceparent: submissions[0]?.traceparent });
  const attributes = { 'upshot.activities': submissions.length };
  return tracer().startActiveSpan('record', { attributes }, parent, (span) =>
    work().finally(() => span.end()),
  );
}

function refuse(cause: unknown): never {
  const detail = 'The ledger did not confirm in time. Send the same activity again: it is recorded once.';
  throw new Problem('ledger_unavailable', detail, { retryAfterSeconds: 2, cause });
}
