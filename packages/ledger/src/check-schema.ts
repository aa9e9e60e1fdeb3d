import type { Kysely } from 'kysely';
import type { Logger } from '@upshot/runtime/logger';
import type { Database } from './connect.ts';
import { migrations } from './migrate.ts';
import { readSchema, type Schema } from './read-schema.ts';

const ATTEMPTS = 5;

/**
 * Throws, with what to do, when the ledger's schema is older than this version needs. A newer one is fine, and said in
 * the log. While the ledger is away nothing is known, and whoever starts goes on.
 */
export async function checkSchema(database: Database, logger: Logger): Promise<void> {
  const schema = await read(database, logger);
  if (schema === undefined) return;
  const { missing, unknown } = schema;
  if (missing.length > 0) {
    throw new Error(
      `The ledger's schema is older than this version: it lacks ${missing.join(', ')}. Run the migrations first ("npm run migrate", or the container "migrate"), then start this again.`,
    );
  }
  if (unknown.length > 0) {
    logger.info(
      { unknown },
      'the schema of the ledger is newer than this version, which works on it as well',
    );
  }
}

/** One slow connection, on a machine that is starting everything at once, is no reason not to know. */
async function read(database: Database, logger: Logger): Promise<Schema | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readSchema(database as unknown as Kysely<unknown>, Object.keys(migrations));
    } catch (fault) {
      if (attempt < ATTEMPTS) continue;
      logger.warn({ err: fault }, 'the schema of the ledger could not be checked');
      return undefined;
    }
  }
}
