import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { withTimeout } from '@upshot/runtime/with-timeout';
import { isConnectionFault } from './sqlstate.ts';

/**
 * Prepares statements that begin with a comment like `prepared: settle`, once a connection: for the few that run all
 * the time, planning costs far more than carrying out (settling one run: 1.7 ms against 0.2 ms of PostgreSQL's time).
 * Other comments only say in pg_stat_activity what a statement is for.
 *
 * A plan is made while tables may be small, and stays. So these statements look rows up by `= any (array(select …))`,
 * or one by one in a subquery: a mere join became a walk through the whole table, however large it grew. They take no
 * lists as parameters for `any` itself: PostgreSQL would not keep the plan, for it takes a list of unknown length for
 * a long one.
 *
 * A connection that says nothing for `silenceMs` is given up.
 */
export function preparing(pool: Pool, silenceMs: number): PostgresPool {
  /** One for each connection, for Kysely keeps something of each. */
  const known = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      const before = known.get(client);
      if (before !== undefined) return before;
      const prepared = preparingClient(client, silenceMs);
      known.set(client, prepared);
      return prepared;
    },
    end: () => pool.end(),
    options: pool.options,
  };
}

/**
 * A client that has failed is not given back to the pool, where the next user would meet the same broken connection.
 */
function preparingClient(client: PoolClient, silenceMs: number): PostgresPoolClient {
  let isBroken = false;
  const query = async (text: unknown, parameters: readonly unknown[] = []) => {
    if (typeof text !== 'string') throw new TypeError('cursors are not used here');
    const name = /^\s*\/\* prepared: ([\w ]+) \*\//.exec(text)?.[1];
    const values = [...parameters];
    try {
      return await ask(client, name === undefined ? { text, values } : { name, text, values }, silenceMs);
    } catch (fault) {
      isBroken ||= isConnectionFault(fault);
      throw fault;
    }
  };
  const release = (discard?: Error | boolean) => client.release(isBroken || Boolean(discard));
  return { query: query as unknown as PostgresPoolClient['query'], release };
}

/**
 * The driver's own promise and its `query_timeout` are not used: they set functions on the query, which V8 puts into
 * the old generation, where the rows that were read would outlive the cheap collections of garbage. A statement that
 * is given up before it was sent is still sent when the one before it is answered: let one connection carry out one
 * statement at a time.
 */
function ask(
  client: PoolClient,
  statement: { name?: string; text: string; values: unknown[] },
  silenceMs: number,
): Promise<QueryResult> {
  const answer = new Promise<QueryResult>((resolve, reject) => {
    client.query(statement, (fault: Error | null, result) => (fault ? reject(fault) : resolve(result)));
  });
  return withTimeout(answer, silenceMs, () => new Error(`PostgreSQL did not answer within ${silenceMs} ms`));
}
