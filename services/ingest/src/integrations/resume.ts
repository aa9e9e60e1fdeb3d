import type { Database } from '@upshot/ledger/connect';
import type { Tables } from '@upshot/ledger/tables';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { sql, type Transaction } from 'kysely';
import { setTimeout as delay } from 'node:timers/promises';
import { invalid } from '../http/validate.ts';
import { describeReplay } from '../replays/describe-plan.ts';
import { planReplay } from '../replays/plan-replay.ts';
import { writeReplay } from '../replays/write-replay.ts';
import type { IntegrationKey } from './find-integration.ts';

/** Who ends which pause, and whether what was missed is to be run. */
export interface Resumption extends IntegrationKey {
  readonly recover: boolean;
  /** The id of the token. */
  readonly requestedBy: string;
  readonly traceparent: string | undefined;
}

interface Resumed {
  /** How many runs were made for what was missed. */
  readonly recovered: number;
  /** The lanes that have work. */
  readonly lanes: readonly string[];
}

/**
 * Ends a pause; nothing happens to an integration that is not paused. What was missed gets its runs in the transaction
 * that ends the pause, so that they come before those of later activities. Activities that were being recorded at that
 * moment, still as missed, are looked for once more when nobody can be recording so any longer.
 */
export async function resume(database: Database, resumption: Resumption): Promise<Resumed> {
  const ended = await database.transaction().execute(async (transaction) => {
    const pause = await endPause(transaction, resumption);
    if (pause === undefined || !resumption.recover) return { pause, recovered: 0 };
    return { pause, recovered: await recover(transaction, resumption, pause.from) };
  });
  if (ended.pause === undefined) return { recovered: 0, lanes: [] };
  const late = resumption.recover ? await recoverLate(database, resumption, ended.pause) : 0;
  return { recovered: ended.recovered + late, lanes: await findLanes(database, resumption) };
}

/** When a pause began, and when its end was asked for. */
interface EndedPause {
  readonly from: Date;
  readonly to: Date;
}

/** Ends the pause; undefined when there is none. Whoever fails for days begins anew. */
async function endPause(
  transaction: Transaction<Tables>,
  { integration }: Resumption,
): Promise<EndedPause | undefined> {
  const { rows } = await sql<EndedPause>`
    select paused_at as "from", now() as "to" from integrations
    where id = ${integration} and paused_at is not null and deleted_at is null for no key update`.execute(
    transaction,
  );
  const [paused] = rows;
  if (paused === undefined) return undefined;
  await transaction
    .updateTable('integrations')
    .set({ paused_at: null, paused_reason: null, paused_by: null, updated_at: sql`now()` })
    .where('id', '=', integration)
    .execute();
  await transaction.deleteFrom('failing_webhooks').where('integration_id', '=', integration).execute();
  return paused;
}

/** More than this is no matter of one request. */
const MAX_RECOVERED = 100_000;

/** Makes a run for every activity recorded since `from` that the integration wants and has no run for. Returns how many. */
async function recover(database: Database, resumption: Resumption, from: Date): Promise<number> {
  const { project, integration, requestedBy, traceparent } = resumption;
  for (;;) {
    const plan = await planReplay(database, project, {
      selection: { ...everything, from },
      integrations: [integration],
      script: 'current',
      limit: MAX_RECOVERED,
    }).catch(explain);
    if (plan.isTruncated) throw tooMuch(`more than ${MAX_RECOVERED} activities were missed`);
    if (plan.runs.length === 0) return 0;
    const id = newId();
    const body = { filter: { from: from.toISOString() }, integrations: [integration] };
    const answer = describeReplay(id, plan);
    const replay = { id, project, idempotencyKey: undefined, body, answer, requestedBy, traceparent };
    if ((await writeReplay(database, replay, plan)) !== 'stale') return plan.runs.length;
  }
}

const everything = {
  kind: 'filter',
  types: undefined,
  states: undefined,
  results: undefined,
  environments: undefined,
  outcomes: undefined,
  isUnanswered: true,
  to: undefined,
} as const;

function explain(fault: unknown): never {
  throw fault instanceof Problem && fault.code === 'invalid_request'
    ? tooMuch('what was missed cannot be searched in time')
    : fault;
}

function tooMuch(reason: string): Problem {
  const message = `is too much: ${reason}. It is still paused. Resume it without, and replay them in portions (activity:replay --integration … --from … --to …)`;
  return invalid([{ field: 'recover', message }]);
}

/** Longer than ingest lets a statement take. */
const LONGEST_RECORDING_MS = 60_000;

async function recoverLate(
  database: Database,
  resumption: Resumption,
  { from, to }: EndedPause,
): Promise<number> {
  await untilRecorded(database);
  const since = new Date(Math.max(from.getTime(), to.getTime() - LONGEST_RECORDING_MS));
  return await recover(database, resumption, since);
}

const PATIENCE_MS = 10_000;

/**
 * Waits for everybody who is recording now. Recording locks the identities before it looks at the integrations, so whoever
 * cannot know of what was committed before holds that lock already. Nobody is held up, as opposed to locking the table.
 */
async function untilRecorded(database: Database): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  const recording = await findRecording(database);
  while (performance.now() < giveUpAt) {
    const now = await findRecording(database);
    if (![...recording].some((one) => now.has(one))) return;
    await delay(10);
  }
}

async function findRecording(database: Database): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ transaction: string }>`
    select virtualtransaction as transaction from pg_locks
    where locktype = 'relation' and relation = 'activity_identities'::regclass and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())`.execute(database);
  return new Set(rows.map(({ transaction }) => transaction));
}

const MAX_LANES = 64;

async function findLanes(database: Database, { integration }: Resumption): Promise<readonly string[]> {
  const { rows } = await sql<{ lane: string }>`
    select lane from generate_series(0, ${MAX_LANES - 1}::int) n, lateral (select ${integration} || '.' || n as lane) l
    where exists (select from pending_runs r where r.lane = l.lane)`.execute(database);
  return rows.map(({ lane }) => lane);
}
