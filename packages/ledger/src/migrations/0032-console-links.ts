import { sql, type Kysely } from 'kysely';

/** Keeps the one-time links of the console until they are used, or too old. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(links).execute(database);
}

const links = /* sql */ `
create table console_links (
  digest text primary key,
  content text not null,
  expires_at timestamptz not null
);
comment on table console_links is 'One-time links of the console that were not used. Using one deletes it.';
comment on column console_links.digest is 'SHA-256 of the key of the link. The key itself is kept nowhere.';
comment on column console_links.content is 'Whose link it is, and what its session may do; sealed.';
comment on column audit_log.target is 'What the path names beside the project; and the link, for the session of a portal.';
comment on column v1.audit.target is 'What the path names beside the project, by kind; and the link, for the session of a portal.';
`;
