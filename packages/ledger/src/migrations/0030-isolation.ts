import { sql, type Kysely } from 'kysely';
import { entry } from './0013-view-parts.ts';

/** Says for each run of a script what it shared with earlier runs. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(column).execute(database);
  await sql.raw(views).execute(database);
}

const says = 'What it shared with earlier runs: warm: a context; context: an isolate; isolate: nothing.';

const column = /* sql */ `
alter table activity_log add column isolation text;
comment on column activity_log.isolation is '${says}';
`;

const views = /* sql */ `
create or replace view v1.runs as
  select l.run_id as run, l.attempt as attempts, ${entry}, l.isolation from public.activity_log l where l.is_final;
comment on column v1.runs.isolation is '${says}';
create or replace view v1.attempts as
  select l.run_id as run, l.attempt, l.is_final, l.next_attempt_at, ${entry}, l.isolation from public.activity_log l;
comment on column v1.attempts.isolation is '${says}';
`;
