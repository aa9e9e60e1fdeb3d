import { sql, type Kysely } from 'kysely';
import { entry } from './0013-view-parts.ts';
import { scriptOfEntry } from './0035-view-columns.ts';

/** Keeps the span of each attempt, so that retries and replays can link to it. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(column).execute(database);
  await sql.raw(views).execute(database);
}

const says = 'The OpenTelemetry span of the attempt; null where none was sent.';

const column = /* sql */ `
alter table activity_log add column span_id text;
comment on column activity_log.span_id is '${says}';
`;

const views = /* sql */ `
create or replace view v1.runs as
  select l.run_id as run, l.attempt as attempts, ${entry}, l.isolation, ${scriptOfEntry}, l.span_id
  from public.activity_log l where l.is_final;
comment on column v1.runs.span_id is '${says}';
create or replace view v1.attempts as
  select l.run_id as run, l.attempt, l.is_final, l.next_attempt_at, ${entry}, l.isolation, ${scriptOfEntry}, l.span_id
  from public.activity_log l;
comment on column v1.attempts.span_id is '${says}';
`;
