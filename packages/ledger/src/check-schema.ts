import type { Kysely } from 'kysely';
import { ConfigFault } from '@upshot/runtime/config-fault';
import type { Database } from './connect.ts';
import { toConfigFault } from './describe-mistake.ts';
import { migrations } from './migrate.ts';
import { readSchema, type Schema } from './read-schema.ts';

/** What is worth reporting, though a service can start. */
export interface SchemaEvents {
  readonly schemaNewer: (unknown: readonly string[]) => void;
  readonly schemaUnchecked: (fault: unknown) => void;
}

const ATTEMPTS = 5;

/**
 * Throws a `ConfigFault`, with what to do, for what no retry fixes: missing migrations, a wrong password, no such
 * database, bad TLS. A newer schema is reported and accepted. While the ledger is unreachable the schema is unknown,
 * and the service starts without the check.
 */
export async function checkSchema(database: Database, events: SchemaEvents): Promise<void> {
  const schema = await read(database, events);
  if (schema === undefined) return;
  const { missing, unknown } = schema;
  if (missing.length > 0) {
    throw new ConfigFault([
      `DATABASE_URL: the ledger lacks the migrations ${missing.join(', ')}: ` +
        'run "npm run migrate", or the container "migrate", then start again.',
    ]);
  }
  if (unknown.length > 0) events.schemaNewer(unknown);
}

/** One slow connection, on a machine that is starting everything at once, is no reason not to know. */
async function read(database: Database, events: SchemaEvents): Promise<Schema | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readSchema(database as unknown as Kysely<unknown>, Object.keys(migrations));
    } catch (fault) {
      const mistake = toConfigFault(fault);
      if (mistake !== undefined) throw mistake;
      if (attempt < ATTEMPTS) continue;
      events.schemaUnchecked(fault);
      return undefined;
    }
  }
}
