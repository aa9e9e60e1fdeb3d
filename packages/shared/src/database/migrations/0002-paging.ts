import { sql, type Kysely } from 'kysely';

/**
 * Lets runs be listed, and paged, by the time their activities were recorded; lets failures be found; and lets people
 * cancel runs. Every index of the log that has come since is made here: that takes long, and must not happen in one
 * transaction with anything that locks other tables.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(paging).execute(database);
}

const paging = /* sql */ `
create index activity_log_by_recording on activity_log (project_id, activity_recorded_at desc);
create index activity_log_of_integration_by_recording on activity_log (integration_id, activity_recorded_at desc);
create index activity_log_failures on activity_log (integration_id, logged_at desc)
  where is_final and outcome not in ('succeeded', 'cancelled');
create index activity_log_of_failures on activity_log (project_id, logged_at) where is_final and outcome <> 'succeeded';
drop index activity_log_of_integration;
comment on column activity_log.outcome is 'succeeded, failed, timed_out, out_of_memory, crashed (the slot died, another attempt follows), interrupted (the worker died, another attempt follows), quarantined (crashed or interrupted too often), cancelled (somebody cancelled the run, or its integration was deleted).';
comment on column activity_log.worker is 'Which worker settled it; "ingest" where somebody cancelled it.';
`;
