import { sql, type Kysely } from 'kysely';

/** Keeps the states of issues: groups of failures that look alike. The groups themselves are kept nowhere. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(issueStates).execute(database);
}

const issueStates = /* sql */ `
create table issue_states (
  project_id text not null references projects on delete cascade,
  issue text not null,
  state text not null check (state in ('acknowledged', 'resolved')),
  changed_at timestamptz not null default now(),
  changed_by text not null,
  primary key (project_id, issue)
);
comment on table issue_states is 'Issues that are not simply open. One that is resolved and fails again is open.';
comment on column issue_states.issue is 'The digest of what its failures have in common.';
comment on column issue_states.changed_by is 'The id of the token; "bootstrap" for that of the configuration.';
`;
