import { sql, type Kysely } from 'kysely';

/** Lets workers report that they open sealed stored values: workers seal while no live worker leaves it out. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(database);
}

const columns = /* sql */ `
alter table workers add column opens_sealed_storage boolean;
comment on column workers.opens_sealed_storage is 'Whether it opens sealed stored values; null for an older version. While such a worker is alive, no worker seals.';
`;
