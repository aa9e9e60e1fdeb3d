import type { Database } from '@upshot/ledger/connect';
import {
  endPause,
  findWaitingLanes,
  waitForRecording,
  type EndedPause,
} from '@upshot/ledger/integrations/resume';
import { newId } from '@upshot/shared/id';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Problem } from '@upshot/shared/problem';
import { invalid } from '../http/validate.ts';
import { describeReplay } from '../replays/describe-plan.ts';
import { planReplay } from '../replays/plan-replay.ts';
import { writeReplay } from '@upshot/ledger/replays/write';
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
 * moment, still as missed, are searched once more when no transaction can still record so.
 */
export async function resume(database: Database, resumption: Resumption): Promise<Resumed> {
  const ended = await database.transaction().execute(async (transaction) => {
    const pause = await endPause(transaction, resumption.integration);
    if (pause === undefined || !resumption.recover) return { pause, recovered: 0 };
    return { pause, recovered: await recover(transaction, resumption, pause.from) };
  });
  if (ended.pause === undefined) return { recovered: 0, lanes: [] };
  const late = resumption.recover ? await recoverLate(database, resumption, ended.pause) : 0;
  return {
    recovered: ended.recovered + late,
    lanes: await findWaitingLanes(database, resumption.integration),
  };
}

/** More than this is no matter of one request. */
const MAX_RECOVERED = 100_000;

/**
 * Makes a run for every activity recorded since `from` that the integration wants and has no run for. Returns how
 * many.
 */
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
    const body = { filter: { from: toTimestamp(from) }, integrations: [integration] };
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
  const message =
    `is too much: ${reason}. It is still paused. Resume it without, and replay them in portions ` +
    '(activity:replay --integration … --from … --to …)';
  return invalid([{ field: 'recover', message }]);
}

/** Longer than ingest lets a statement take. */
const LONGEST_RECORDING_MS = 60_000;

async function recoverLate(
  database: Database,
  resumption: Resumption,
  { from, to }: EndedPause,
): Promise<number> {
  await waitForRecording(database, TIMEOUT_MS);
  const since = new Date(Math.max(from.getTime(), to.getTime() - LONGEST_RECORDING_MS));
  return await recover(database, resumption, since);
}

const TIMEOUT_MS = 10_000;
