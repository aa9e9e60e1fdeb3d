import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** Remembers that every attempt of an integration fails from now on, and returns for how long it has been so. */
export async function noteFailing(database: Database, integration: string): Promise<number> {
  const { rows } = await sql<{ age_ms: number }>`
    /* begin failing */ with begun as (
      insert into failing_webhooks (integration_id) values (${integration}) on conflict do nothing
    )
    select extract(epoch from now() - since)::float8 * 1000 as age_ms from failing_webhooks
    where integration_id = ${integration}`.execute(database);
  return rows[0]?.age_ms ?? 0;
}

/** Remembers that an attempt succeeded, or that its receiver is another one now. */
export async function forgetFailing(database: Database, integration: string): Promise<void> {
  await database.deleteFrom('failing_webhooks').where('integration_id', '=', integration).execute();
}
