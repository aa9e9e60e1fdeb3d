import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { isMissingRole, isConcurrentUpdate } from '../sqlstate.ts';

const TRIES = 20;

/**
 * Lets `upshot_reader` log in with this password, and returns the URL for analysts. Throws when the user of
 * `databaseUrl` may not change roles.
 */
export async function enableReader(databaseUrl: string, password: string): Promise<string> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await setPassword(client, password);
  } finally {
    await client.end();
  }
  const url = new URL(databaseUrl);
  url.username = 'upshot_reader';
  url.password = password;
  return url.href;
}

/** The role belongs to the whole server: another database may be setting it up at this moment. */
async function setPassword(client: Client, password: string): Promise<void> {
  const statement = `alter role upshot_reader login password ${client.escapeLiteral(password)}`;
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query(statement);
      return;
    } catch (fault) {
      if (isMissingRole(fault)) throw new Error(advice, { cause: fault });
      if (!isConcurrentUpdate(fault) || tries === TRIES) throw fault;
    }
    await delay(50);
  }
}

const advice =
  'There is no role upshot_reader: the migrations ran as a user that may not create roles. Create it as docs/sql.md ' +
  'says, as a user that may, then run the migrations\' last step again: "grant usage on schema v1 ' +
  'to upshot_reader; grant select on all tables in schema v1 to upshot_reader".';
