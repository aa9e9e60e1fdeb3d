import type { Database } from '@upshot/ledger/connect';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { describeReplay } from './describe-plan.ts';
import { planReplay } from './plan-replay.ts';
import { readReplay } from './read-replay.ts';
import type { ReplayAnswer, ReplayBody } from './replay-schema.ts';
import { findReplay, lockReplays, writeReplay, type Replay } from '@upshot/ledger/replays/write';

/** A replay as it was asked for. */
type ReplayOrder = Omit<Replay, 'id' | 'answer' | 'body'> & { readonly body: ReplayBody };

export interface Fired {
  readonly answer: ReplayAnswer;
  /** The lanes that have new work. */
  readonly lanes: readonly string[];
  /** It was fired by an earlier request with the same key: this is the original answer. */
  readonly isRepeated: boolean;
}

/**
 * Fires a replay: all of its runs are recorded when this resolves, or none when it rejects. Replays of one project
 * happen one after the other, so that two that look for the same failures do not both repeat them.
 */
export async function fireReplay(database: Database, asked: ReplayOrder): Promise<Fired> {
  return await database.transaction().execute(async (transaction) => {
    await lockReplays(transaction, asked.project);
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
  { project, idempotencyKey, body }: ReplayOrder,
): Promise<ReplayAnswer | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const found = await findReplay(database, { project, idempotencyKey, body });
  const answer = found?.answer as ReplayAnswer | undefined;
  if (answer === undefined || found?.isSame === true) return answer;
  throw new Problem(
    'idempotency_key_reused',
    `The key "${idempotencyKey}" was used for another replay ("${answer.replay}"). Nothing was replayed.`,
  );
}
