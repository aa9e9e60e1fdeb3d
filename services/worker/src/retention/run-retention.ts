import { connect, type Database } from '@upshot/ledger/connect';
import {
  planRemoval,
  removeExpired,
  type RemovalOptions,
  type StepEnd,
} from '@upshot/ledger/retention/remove-expired';
import type { RetentionPlan, RetentionStep } from '@upshot/ledger/retention/plan';
import type { Config } from '@upshot/runtime/config';
import type { WorkerEvents } from '../events.ts';
import type { workerSettings } from '../settings.ts';
import { archiveStep } from './archive-step.ts';

const GB = 1e9;
/** One statement reads a piece of a partition, or rewrites what is left of it. */
const STATEMENT_MS = 3_600_000;

interface Run {
  readonly config: Config<typeof workerSettings>;
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
  readonly events: WorkerEvents;
}

/** Removes what has expired, or says what would go, and describes it for the API. */
export async function runRetention({ config, isDryRun, signal, events }: Run) {
  const database = connect(config.databaseUrl, {
    applicationName: 'upshot-retention',
    maxConnections: 1,
    connectMs: 5000,
    statementMs: STATEMENT_MS,
    onFault: events.ledgerConnectionFault,
  });
  const maxBytes = config.retentionMaxGb === 0 ? undefined : config.retentionMaxGb * GB;
  const policy = {
    activityDays: config.retentionActivityDays,
    succeededDays: config.retentionSucceededDays,
    logDays: config.retentionLogDays,
    maxBytes,
  };
  const options: RemovalOptions = { policy, now: new Date(), signal, archive: archiveOf(config, database) };
  try {
    if (isDryRun) {
      const plan = await planRemoval(database, options);
      const steps = plan.steps.map((step) => describeStep(step));
      return { ...describeSizes(plan, maxBytes), bytes_left: null, steps, purged: null };
    }
    const { plan, steps, purged, bytesLeft } = await removeExpired(database, options);
    events.retentionEnded({ steps: steps.length, bytesLeft });
    const described = steps.map(({ step, end, rows }) => describeStep(step, { end, rows }));
    return { ...describeSizes(plan, maxBytes), bytes_left: bytesLeft, steps: described, purged };
  } finally {
    await database.destroy();
  }
}

function archiveOf(config: Run['config'], database: Database): RemovalOptions['archive'] {
  const folder = config.retentionArchive;
  return folder === undefined ? undefined : (step) => archiveStep(database, step, folder);
}

function describeSizes({ bytes, bytesPerDay }: RetentionPlan, maxBytes: number | undefined) {
  const isGrowing = maxBytes !== undefined && bytesPerDay > 0;
  return {
    bytes,
    bytes_per_day: bytesPerDay,
    max_bytes: maxBytes ?? null,
    days_until_full: isGrowing ? Math.max(0, Math.floor((maxBytes - bytes) / bytesPerDay)) : null,
  };
}

function describeStep(
  { action, partition, reason }: RetentionStep,
  done?: { readonly end: StepEnd; readonly rows: number },
) {
  const { table, day, bytes } = partition;
  return { action, table, day, bytes, reason, end: done?.end ?? null, rows: done?.rows ?? null };
}
