import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';

/** The id of an activity, and when the transaction that stored its outcome began, in milliseconds since 1970. */
export interface Logged {
  readonly id: string;
  readonly at: number;
}

/** The number of the newest log entry, which costs the measured system nothing: to count entries would. */
export async function countWritten(client: Client): Promise<number> {
  const { rows } = await client.query<{ written: string }>(
    `select coalesce(pg_sequence_last_value(pg_get_serial_sequence('activity_log', 'seq')::regclass), 0) as written`,
  );
  return Number(rows[0]?.written);
}

/** Waits until so many activities with this prefix have their outcome, the first of them after `written` entries. */
export async function untilLogged(
  client: Client,
  { prefix, count, written }: { readonly prefix: string; readonly count: number; readonly written: number },
): Promise<readonly Logged[]> {
  while ((await countWritten(client)) < written + count) await delay(50);
  let logged = await readLogged(client, prefix);
  // A number may be left out.
  while (logged.length < count) {
    await delay(50);
    logged = await readLogged(client, prefix);
  }
  return logged;
}

async function readLogged(client: Client, prefix: string): Promise<readonly Logged[]> {
  const { rows } = await client.query<Logged & { outcome: string; error_message: string }>(
    `select activity_id as id, extract(epoch from logged_at)::float8 * 1000 as at, outcome, error_message
     from activity_log where is_final and activity_id like $1`,
    [`${prefix}%`],
  );
  const failed = rows.find(({ outcome }) => outcome !== 'succeeded');
  if (failed !== undefined) throw new Error(`a run ended as ${failed.outcome}: ${failed.error_message}`);
  return rows;
}
