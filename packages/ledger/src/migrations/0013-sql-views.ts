import { sql, type Kysely } from 'kysely';
import { retryWhenLocked } from '../retry-when-locked.ts';
import type { View } from './0013-view-parts.ts';
import { viewsOfProjects } from './0013-views-of-projects.ts';
import { viewsOfRuns } from './0013-views-of-runs.ts';

/**
 * The contract for analysts: schema `v1` of views, which only grow, and the role `upshot_reader`, which reads nothing
 * else. A view shows no secret, sealed or not.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(views).execute(database);
  await sql.raw(role).execute(database);
}

/** Lets readers follow the log without a gap. The default applies to new rows only: no row is written again. */
export async function prepare(connection: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => retryWhenLocked(() => sql.raw(statement).execute(connection));
  await run('alter table activity_log add column if not exists commit_xid xid8');
  await run('alter table activity_log alter column commit_xid set default pg_current_xact_id()');
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

function createView({ name, says, query, columns }: View): string {
  const comments = Object.entries(columns).map(
    ([column, text]) => `comment on column v1.${name}."${column}" is ${quote(text)};`,
  );
  return [
    `create view v1.${name} as ${query};`,
    `comment on view v1.${name} is ${quote(says)};`,
    ...comments,
  ].join('\n');
}

const views = [
  "comment on column activity_log.commit_xid is 'The transaction that wrote the row; null before this was kept.';",
  'create schema if not exists v1;',
  "comment on schema v1 is 'The contract for analysts: a view never loses or changes a column within v1.';",
  ...[...viewsOfRuns, ...viewsOfProjects].map(createView),
].join('\n');

/** The role is one for all databases of a server. A managed server may not let us make it: then an operator does. */
const role = /* sql */ `
do $$ begin
  if not exists (select from pg_roles where rolname = 'upshot_reader') then
    create role upshot_reader nologin;
    alter role upshot_reader set default_transaction_read_only = on;
    alter role upshot_reader set statement_timeout = '30s';
    alter role upshot_reader set search_path = v1;
  end if;
exception
  when insufficient_privilege then raise notice 'the role upshot_reader was not made: this role may not create roles';
  when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  grant usage on schema v1 to upshot_reader;
  grant select on all tables in schema v1 to upshot_reader;
exception when undefined_object then null;
end $$;
`;
