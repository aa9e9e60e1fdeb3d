import { sql, type Kysely } from 'kysely';
import { createIndexOnline } from '../create-index-online.ts';
import { retryWhenLocked } from '../retry-when-locked.ts';

/** Lets runs be listed, and paged, by the time of their creation: for a run of a replay, that of the replay. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(creation).execute(database);
}

/** Adds the column to the log, fills it in for the runs of earlier replays, and makes its indexes while workers settle. */
export async function prepare(connection: Kysely<unknown>): Promise<void> {
  await retryWhenLocked(() =>
    sql`alter table activity_log add column if not exists replayed_at timestamptz`.execute(connection),
  );
  await sql`
    update activity_log l set replayed_at = r.created_at from replays r
    where r.id = l.replay_id and l.replayed_at is null`.execute(connection);
  for (const index of logIndexes) {
    await createIndexOnline(connection, { table: 'activity_log', ...index });
  }
}

const logIndexes = [
  { suffix: 'by_creation', on: '(project_id, (coalesce(replayed_at, activity_recorded_at)) desc)' },
  {
    suffix: 'of_integration_by_creation',
    on: '(integration_id, (coalesce(replayed_at, activity_recorded_at)) desc)',
  },
];

const creation = /* sql */ `
alter table pending_runs add column replayed_at timestamptz;
comment on column pending_runs.replayed_at is 'When the replay made this run; null when the activity itself did, as it was recorded.';
comment on column activity_log.replayed_at is 'When the replay made this run; null when the activity itself did, as it was recorded.';
update pending_runs p set replayed_at = r.created_at from replays r where r.id = p.replay_id;
drop index activity_log_by_recording;
drop index activity_log_of_integration_by_recording;
`;
