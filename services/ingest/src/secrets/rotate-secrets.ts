import type { Database } from '@upshot/ledger/connect';
import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import { sql } from 'kysely';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { secretContext } from '../integrations/seal-secret.ts';
import { variableContext } from '../variables/write-value.ts';

/** Every column that holds sealed secrets, and what each secret in it is bound to. */
const sealedColumns: readonly SealedColumn[] = [
  { table: 'integrations', column: 'shared_key_sealed', contextOf: (id) => secretContext(id, 'shared_key') },
  { table: 'integrations', column: 'token_sealed', contextOf: (id) => secretContext(id, 'token') },
  {
    table: 'integrations',
    column: 'routing_key_sealed',
    contextOf: (id) => secretContext(id, 'routing_key'),
  },
  { table: 'variables', column: 'value_sealed', contextOf: variableContext },
];

interface SealedColumn {
  readonly table: 'integrations' | 'variables';
  readonly column: string;
  readonly contextOf: (id: string) => string;
}

const rotationSchema = Type.Object({
  key: Type.String({ description: 'The id of the current key: the first of UPSHOT_SECRET_KEY.' }),
  rotated: Type.Integer({
    description: 'Secrets that were sealed with another key, and now with the current one.',
  }),
  unreadable: Type.Array(
    Type.Object({ table: Type.String(), column: Type.String(), id: Type.String(), key: Type.String() }),
    { description: 'Secrets whose key is not configured, or which were tampered with: they are left alone.' },
  ),
});

type Rotation = {
  key: string;
  rotated: number;
  unreadable: { table: string; column: string; id: string; key: string }[];
};

/** Seals every secret anew that was sealed with another key than the current one. Safe to repeat, and to break off. */
export function rotateSecrets(database: Database, ring: KeyRing) {
  return defineEndpoint({
    summary: 'Seal every secret with the current key',
    description:
      'Afterwards the former keys can be taken out of UPSHOT_SECRET_KEY, unless some secrets are named as unreadable.',
    tag: 'service',
    answers: { 200: { description: 'What was done.', schema: rotationSchema } },
    async handle() {
      const rotation: Rotation = { key: ring.keys[0]?.id ?? '', rotated: 0, unreadable: [] };
      for (const column of sealedColumns) await rotateColumn(database, ring, column, rotation);
      return rotation;
    },
  });
}

const PAGE = 500;

async function rotateColumn(
  database: Database,
  ring: KeyRing,
  { table, column, contextOf }: SealedColumn,
  rotation: Rotation,
): Promise<void> {
  const current = `v1.${rotation.key}.%`;
  for (let after = ''; ;) {
    const { rows } = await sql<{ id: string; sealed: string }>`
      select id, ${sql.ref(column)} as sealed from ${sql.table(table)}
      where id > ${after} and ${sql.ref(column)} not like ${current} order by id limit ${PAGE}`.execute(
      database,
    );
    for (const { id, sealed } of rows) {
      const anew = sealAnew(ring, sealed, contextOf(id));
      if (anew === undefined) {
        rotation.unreadable.push({ table, column, id, key: sealed.split('.')[1] ?? '' });
        continue;
      }
      // Whoever changed the secret meanwhile has sealed it with the current key.
      const { numAffectedRows = 0n } = await sql`
        update ${sql.table(table)} set ${sql.ref(column)} = ${anew}
        where id = ${id} and ${sql.ref(column)} = ${sealed}`.execute(database);
      rotation.rotated += Number(numAffectedRows);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.id;
  }
}

/** Undefined when the secret cannot be opened. */
function sealAnew(ring: KeyRing, sealed: string, context: string): string | undefined {
  try {
    return seal(ring, unseal(ring, sealed, context), context);
  } catch {
    return undefined;
  }
}
