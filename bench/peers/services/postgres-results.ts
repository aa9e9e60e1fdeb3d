import { Pool } from 'pg';
import { Isolates } from './isolates.ts';
import type { DoneList, Posted } from './http-service.ts';

/** Runs the script for activities of a queue in PostgreSQL; storage and results are tables beside it. */
export async function openResults(connectionString: string, done: DoneList) {
  const pool = new Pool({ connectionString, max: 10 });
  await pool.query(`
    create table storage (integration text, key text, value text, primary key (integration, key));
    create table results (id text primary key, lines json, stored_at timestamptz not null default now());
  `);
  const ask = (name: string, text: string, values: readonly string[]) =>
    pool.query<{ value: string }>({ name, text, values: [...values] });
  const isolates = new Isolates({
    async get(integration, key) {
      const text = 'select value from storage where integration = $1 and key = $2';
      return (await ask('get', text, [integration, key])).rows[0]?.value ?? null;
    },
    set: (integration, key, value) =>
      ask(
        'set',
        `insert into storage values ($1, $2, $3)
         on conflict (integration, key) do update set value = excluded.value`,
        [integration, key, value],
      ),
  });
  return {
    pool,
    async run({ id, type, body }: Posted): Promise<void> {
      const lines = await isolates.run(type, body);
      const at = Date.now();
      await ask('store', 'insert into results (id, lines) values ($1, $2)', [id, lines]);
      done.note(id, at);
    },
  };
}
