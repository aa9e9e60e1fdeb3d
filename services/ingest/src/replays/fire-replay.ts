import type { Database } from '@upshot/ledger/connect';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { sql } from 'kysely';
import { describeReplay } from './describe-plan.ts';
import { planReplay } from './plan-replay.ts';
import { readReplay } from './read-replay.ts';
import type { ReplayAnswer } from './replay-schema.ts';
import { writeReplay, type Replay } from './write-replay.ts';

export interface Fired {
  readonly answer: ReplayAnswer;
  /** The lanes that have new work. */
  readonly lanes: readonly string[];
  /** It was fired by an earlier request with the same key: this is the original answer. */
  readonly isRepeated: boolean;
}

/**
 * Fires a replay: all of its runs are recorded when this resolves, or none when it rejects. Replays of one project happen
 * one after the other, so that two that look for the same failures do not both repeat them.
 */
export async function fireReplay(database: Database, asked: Omit<Replay, 'id' | 'answer'>): Promise<Fired> {
  return await database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${asked.project}, 7370004))`.execute(transaction);
    const original = await findOriginal(transaction, asked);
    if (original !== undefined) return { answer: original, lanes: [], isRepeated: true };
    for (;;) {
      const plan = await planReplay(transaction, asked.project, readReplay(asked.body));
      const id = newId();
      const answer = describeReplay(id, plan);
      const lanes = await writeReplay(transaction, { ...asked, id, answer }, plan);
      if (lanes !== 'stale') return { answer, lanes, isRepeated: false };
    }
  });
}

/** Throws the problem `idempotency_key_reused` when the key came with another body before. */
async function findOriginal(
  database: Database,
  { project, idempotencyKey, body }: Omit<Replay, 'id' | 'answer'>,
): Promise<ReplayAnswer | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const { rows } = await sql<{ answer: ReplayAnswer; is_same: boolean }>`
    select answer, request = ${JSON.stringify(body)}::jsonb as is_same from replays
    where project_id = ${project} and idempotency_key = ${idempotencyKey}`.execute(database);
  const [found] = rows;
  if (found === undefined || found.is_same) return found?.answer;
  throw new Problem(
    'idempotency_key_reused',
    `The key "${idempotencyKey}" was used for another replay ("${found.answer.replay}"). Nothing was replayed.`,
  );
}
