import type { PostgresServer } from '@upshot/local/postgres';
import { startRedis } from '@upshot/local/redis';
import { Client } from 'pg';
import { expect } from 'vitest';
import { check } from '../../faults/check.ts';
import { eventually } from '@upshot/testing/eventually';
import { startIngest, startWorker, type TestProcess } from '@upshot/testing/processes';
import type { Traffic } from './traffic.ts';

/** What a receiver may see after a restore that it would not see otherwise: the ledger has forgotten what it knows. */
const forgotten = [
  'a webhook with an id that no run has',
  'a delivery accepted twice without a death in between',
];

export interface Services extends AsyncDisposable {
  readonly ingest: TestProcess & { readonly url: string };
  readonly worker: TestProcess;
  startWorker(): Promise<void>;
  kill(): Promise<void>;
}

/** An ingest, a worker and an empty Redis. */
export async function startServices(
  postgres: Pick<PostgresServer, 'url'>,
  directory: string,
  { receiverPort }: Traffic,
  more: Readonly<Record<string, string>> = {},
): Promise<Services> {
  const redis = await startRedis({ directory });
  const environment = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    UPSHOT_EGRESS_ALLOW: `127.0.0.1:${receiverPort}`,
    UPSHOT_LOCK_MS: '3000',
    UPSHOT_WEBHOOK_RETRY_SECONDS: '0.2,0.5,1,1,2,2,5,5,5,5',
    ...more,
  };
  const ingest = await startIngest(environment);
  let worker = await startWorker(environment);
  const kill = async () => {
    await Promise.all([ingest, worker].map((item) => item[Symbol.asyncDispose]()));
    await redis.kill();
  };
  return {
    ingest,
    get worker() {
      return worker;
    },
    async startWorker() {
      await worker[Symbol.asyncDispose]();
      worker = await startWorker(environment);
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

export async function reached(traffic: Traffic, count: number): Promise<void> {
  await eventually(async () => expect((await traffic.acknowledged()).length).toBeGreaterThanOrEqual(count), {
    withinMs: 90_000,
  });
}

export async function drained(url: string): Promise<void> {
  await eventually(async () => expect(await query(url, 'select id from pending_runs limit 1')).toEqual([]), {
    withinMs: 90_000,
  });
}

export async function expectPromises(
  databaseUrl: string,
  traffic: Traffic,
  acknowledged: readonly string[],
): Promise<void> {
  const findings = {
    databaseUrl,
    acknowledged: () => Promise.resolve(acknowledged),
    received: traffic.received,
  };
  const { broken } = await check(findings, { mayInterrupt: true });
  const found = Object.entries(broken).filter(([, cases]) => cases.length > 0);
  expect(found.filter(([promise]) => !forgotten.includes(promise))).toEqual([]);
}

export async function missing(url: string, ids: readonly string[]): Promise<readonly string[]> {
  const statement =
    'select id from unnest($1::text[]) as id where not exists (select from activities a where a.id = id.id)';
  return idsOf(await query(url, statement, [ids]));
}

export async function deliveries(traffic: Traffic): Promise<readonly string[]> {
  return (await traffic.received()).flatMap(([kind, id = '', status]) =>
    kind === 'webhook' && status === '200' ? [id] : [],
  );
}

export function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}

export async function query<Row extends object = { readonly id: string }>(
  url: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}
