import { sql, type Kysely } from 'kysely';

/** Lets tokens be of the scope `operate`. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(scopes).execute(database);
}

const scopes = /* sql */ `
alter table tokens
  drop constraint tokens_scope_check,
  add constraint tokens_scope_check check (scope in ('producer', 'read', 'operate', 'admin'));
`;
