import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { enableReader } from '@upshot/ledger/reader/enable-reader';
import { createTestDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { adminToken, startIngest, startWorker, type TestProcess } from './processes.ts';
import { readerPassword } from './reader.ts';
import { createTestRedis } from './redis.ts';

type Environment = Readonly<Record<string, string>>;

/** Ingest, workers, PostgreSQL and Redis, all real, with one project. */
export interface TestSystem extends AsyncDisposable {
  readonly url: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly queuePrefix: string;
  readonly ingest: TestProcess;
  readonly workers: readonly TestProcess[];
  /** Calls the API below `/api` as an admin. Throws, with the problem, when it does not answer with a 2xx. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Adds an integration to the project and returns its id. */
  readonly addIntegration: (fields: Readonly<Record<string, unknown>>) => Promise<string>;
  /** Posts one activity to the project, again and again while it is told to come later, and returns its receipt. */
  readonly post: (activity: unknown) => Promise<Receipt>;
  /**
   * Waits until the log has this many final outcomes. Throws when none is added for half a minute of an idle machine.
   */
  readonly logged: (outcomes: number) => Promise<void>;
  /** Asks the ledger, as an analyst would. */
  readonly query: <Row extends object>(statement: string, values?: readonly unknown[]) => Promise<Row[]>;
}

interface Receipt {
  readonly activity: { readonly id: string; readonly state: string };
  readonly duplicate: boolean;
  readonly matched: readonly { readonly integration: string; readonly run: string }[];
  readonly skipped: readonly { readonly integration: string; readonly reason: unknown }[];
  readonly trace_id: string;
}

export const project = 'shop';

/** Starts a whole system on a database and a Redis of its own. */
export async function startSystem(
  options: { readonly workers?: number; readonly environment?: Environment } = {},
): Promise<TestSystem> {
  await using parts = new AsyncDisposableStack();
  const database = parts.use(await createTestDatabase());
  const redis = parts.use(await createTestRedis());
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    UPSHOT_QUEUE_PREFIX: redis.prefix,
    UPSHOT_READER_URL: await enableReader(database.url, readerPassword),
    ...options.environment,
  };
  const starting = Array.from({ length: options.workers ?? 1 }, () => startWorker(environment));
  const [ingest, ...workers] = await Promise.all([startIngest(environment), ...starting]);
  for (const process of [...workers, ingest]) parts.use(process);
  const client = new Client(database.url);
  await client.connect();
  parts.defer(() => client.end());
  const call = callApi(ingest.url);
  await call('PUT', `/projects/${project}`, { title: 'Shop' });
  const query = async <Row extends object>(statement: string, values: readonly unknown[] = []) => {
    const { rows } = await client.query<Row>(statement, [...values]);
    return rows;
  };
  const countOutcomes = async () => {
    const [row] = await query<{ count: number }>(
      'select count(*)::int as count from activity_log where is_final',
    );
    return row?.count ?? 0;
  };
  const running = parts.move();
  return {
    url: ingest.url,
    databaseUrl: database.url,
    redisUrl: redis.url,
    queuePrefix: redis.prefix,
    ingest,
    workers,
    call,
    async addIntegration(fields) {
      const made = (await call('POST', `/projects/${project}/integrations`, fields)) as {
        _embedded: { entity: { id: string } };
      };
      return made._embedded.entity.id;
    },
    post: async (activity) =>
      (await withRetries(() => call('POST', `/projects/${project}/activities`, activity))) as Receipt,
    logged: (outcomes) => untilCounted(countOutcomes, outcomes),
    query,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Waits for progress, not for a duration: each step may take as long as `eventually` waits. */
async function untilCounted(count: () => Promise<number>, wanted: number): Promise<void> {
  for (let seen = await count(); seen < wanted;) {
    seen = await eventually(async () => {
      const now = await count();
      if (now <= seen) throw new Error(`${now} of ${wanted} outcomes are logged, and no more are added`);
      return now;
    });
  }
}

async function withRetries<T>(post: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await post();
    } catch (refusal) {
      const { message } = refusal as Error;
      if (tries === 60 || !/ was answered with (429|503):/.test(message)) throw refusal;
    }
    await delay(1000);
  }
}

/** Calls an ingest's API as an admin. */
export function callApi(url: string): TestSystem['call'] {
  return async (method, path, body) => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${adminToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
}

export type Activity = Readonly<Record<string, unknown>> & { readonly id: string };

/** A real push activity with another id. */
export async function pushActivity(
  id: string,
  over: Readonly<Record<string, unknown>> = {},
): Promise<Activity> {
  const path = join(import.meta.dirname, '../../../test/fixtures/activities/environment.push-2026.json');
  const sample = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  return { ...sample, id, project, ...over };
}
