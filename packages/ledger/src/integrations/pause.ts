import { laneId } from '@upshot/shared/lane';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { MAX_LANES } from '../lanes/max-lanes.ts';

/** Who pauses, and why. */
export interface PauseBy {
  readonly reason: string | null;
  /** The id of the token. */
  readonly by: string;
}

/** Pauses an integration. One that is paused already stays as it is: its first pause counts. */
export async function pauseIntegration(database: Database, integration: string, by: PauseBy): Promise<void> {
  await beginPause(database, integration, by);
  await fenceIdleLanes(database, integration);
}

/** Begins a pause, which holds for what is not under way: {@link fenceIdleLanes} must follow its commit. */
export async function beginPause(
  database: Database,
  integration: string,
  { reason, by }: PauseBy,
): Promise<void> {
  await database
    .updateTable('integrations')
    .set({ paused_at: sql`now()`, paused_reason: reason, paused_by: by, updated_at: sql`now()` })
    .where('id', '=', integration)
    .where('paused_at', 'is', null)
    .where('deleted_at', 'is', null)
    .execute();
}

/**
 * Workers look before an attempt begins to be seen outside, and when they read what is due. What they have read
 * before the pause was committed, and do without touching anything outside, is fenced: nothing of it is settled, and
 * the runs stay pending. A lane where an attempt has begun is left alone, because that would be made twice. Lanes are
 * locked first, so that what had begun by then is seen.
 */
export async function fenceIdleLanes(database: Database, integration: string): Promise<void> {
  const lanes = Array.from({ length: MAX_LANES }, (_, number) => laneId(integration, number));
  await database.transaction().execute(async (transaction) => {
    await transaction
      .selectFrom('lanes')
      .select('id')
      .where('id', 'in', lanes)
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
    await sql`
      update lanes l set epoch = epoch + 1
      where l.id = any (${lanes}::text[])
        and not exists (select from pending_runs r where r.lane = l.id and r.begun_at is not null)`.execute(
      transaction,
    );
  });
}
