import type { Tables } from '@upshot/ledger/tables';
import { sql, type Transaction } from 'kysely';
import { invalid } from '../http/validate.ts';

const maxVariables = 100;
const maxBytes = 256 * 1024;

/** Holds the integration until the transaction ends, so that its variables are counted one change after the other. */
export async function holdVariables(transaction: Transaction<Tables>, integration: string): Promise<void> {
  await transaction
    .selectFrom('integrations')
    .select('id')
    .where('id', '=', integration)
    .forNoKeyUpdate()
    .execute();
}

/** Throws a problem when an integration has more variables than every run of it can be given, or larger ones. */
export async function refuseExcess(transaction: Transaction<Tables>, integration: string): Promise<void> {
  const { variables, bytes } = await transaction
    .selectFrom('variables')
    .select([
      sql<number>`count(*)::int`.as('variables'),
      sql<number>`coalesce(sum(coalesce(octet_length(value), octet_length(value_sealed) * 3 / 4)), 0)::int`.as(
        'bytes',
      ),
    ])
    .where('integration_id', '=', integration)
    .executeTakeFirstOrThrow();
  if (variables > maxVariables) {
    throw invalid([
      { field: 'name', message: `is one too many: an integration may have ${maxVariables} variables` },
    ]);
  }
  if (bytes > maxBytes) {
    const message = `is too large: the values of an integration's variables may have ${maxBytes} bytes together`;
    throw invalid([{ field: 'value', message }]);
  }
}
