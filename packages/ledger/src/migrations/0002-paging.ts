import { sql, type Kysely } from 'kysely';
import { createIndexOnline } from '../create-index-online.ts';

/**
 * Lets runs be listed, and paged, by the time their activities were recorded; lets failures be found; and lets people
 * cancel runs. Every index of the log that has come since is made here, before the transaction: that takes long.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(paging).execute(database);
}

/** Makes the indexes while workers settle. */
export async function prepare(database: Kysely<unknown>): Promise<void> {
  for (const index of logIndexes) await createIndexOnline(database, { table: 'activity_log', ...index });
}

const logIndexes = [
  { suffix: 'by_recording', on: '(project_id, activity_recorded_at desc)' },
  { suffix: 'of_integration_by_recording', on: '(integration_id, activity_recorded_at desc)' },
  {
    suffix: 'failures',
    on: `(integration_id, logged_at desc) where is_final and outcome not in ('succeeded', 'cancelled')`,
  },
  { suffix: 'of_failures', on: `(project_id, logged_at) where is_final and outcome <> 'succeeded'` },
];

const paging = /* sql */ `
drop index activity_log_of_integration;
comment on column activity_log.outcome is 'succeeded, failed, timed_out, out_of_memory, crashed (the slot died, another attempt follows), interrupted (the worker died, another attempt follows), quarantined (crashed or interrupted too often), cancelled (somebody cancelled the run, or its integration was deleted).';
comment on column activity_log.worker is 'Which worker settled it; "ingest" where somebody cancelled it.';
`;
