import { sql, type Kysely } from 'kysely';
import { createIndexOnline, type PartitionedIndex } from '../create-index-online.ts';

/** Keeps lists fast whose filter matches little: what is rare among millions of rows has an index of its own. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`select 1`.execute(database);
}

/** Makes the indexes while services write. */
export async function prepare(connection: Kysely<unknown>): Promise<void> {
  for (const index of indexes) await createIndexOnline(connection, index);
}

const created = '(coalesce(replayed_at, activity_recorded_at)) desc';
const failed = "where is_final and outcome <> 'succeeded'";

const indexes: readonly PartitionedIndex[] = [
  {
    table: 'activity_log',
    suffix: 'failures_by_creation',
    on: `(project_id, ${created}, outcome) ${failed}`,
  },
  {
    table: 'activity_log',
    suffix: 'failures_of_integration',
    on: `(integration_id, ${created}, outcome) ${failed}`,
  },
  { table: 'activity_log', suffix: 'of_type', on: `(project_id, activity_type, ${created})` },
  { table: 'activity_log', suffix: 'of_replay', on: `(replay_id, ${created}) where replay_id is not null` },
  { table: 'activities', suffix: 'of_type', on: '(project_id, type, created_at desc)' },
  {
    table: 'activities',
    suffix: 'unusual',
    on: "(project_id, created_at desc, state, result) where state <> 'complete' or result is distinct from 'success'",
  },
  { table: 'activities', suffix: 'of_environment', on: '(project_id, (environments[1]), created_at desc)' },
  {
    table: 'activities',
    suffix: 'of_environments',
    on: '(project_id, created_at desc) where cardinality(environments) > 1',
  },
];
