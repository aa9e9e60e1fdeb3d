import { sql, type Kysely } from 'kysely';

/** Lets workers register, so that operators see which are alive and what each of them has. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(workers).execute(database);
}

const workers = /* sql */ `
create table workers (
  id text primary key,
  version text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null default now(),
  claimed_at timestamptz,
  lanes integer not null,
  seccomp boolean,
  landlock integer,
  egress_allow text[] not null,
  can_mail boolean not null
);
comment on table workers is 'Workers that are running, or have ended without a farewell within the last day.';
comment on column workers.id is 'The name that activity_log.worker and lanes.holder have.';
comment on column workers.seen_at is 'When it last reported; every few seconds.';
comment on column workers.claimed_at is 'When it last claimed a lane; null before the first.';
comment on column workers.lanes is 'The number of lanes it works on at once (UPSHOT_LANES).';
comment on column workers.seccomp is 'Whether seccomp confines its slots; null until the first slot is ready.';
comment on column workers.landlock is 'The version of Landlock that confines its slots, 0 for none; null until the first slot is ready.';
comment on column workers.egress_allow is 'The private destinations it opens to scripts and webhooks (UPSHOT_EGRESS_ALLOW).';
comment on column workers.can_mail is 'Whether it has a mail server (UPSHOT_SMTP_URL).';
`;
