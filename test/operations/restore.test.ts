import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresServer } from '@upshot/local/postgres';
import { startRedis } from '@upshot/local/redis';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { migrateToLatest } from '@upshot/shared/database/migrate';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { check } from '../faults/check.ts';
import { eventually } from '../support/eventually.ts';
import { startIngest, startWorker, type TestProcess } from '../support/processes.ts';
import {
  archiveNow,
  keepPassword,
  planArchivedPostgres,
  restore,
  startArchiving,
  takeBaseBackup,
} from './support/archived-postgres.ts';
import { addIntegrations, secret, startTraffic, type Traffic } from './support/traffic.ts';

const RESTORE_POINT = 'noon';

/** What a receiver may see after a restore that it would not see otherwise: the ledger has forgotten what it knows. */
const forgotten = [
  'a webhook with an id that no run has',
  'a delivery accepted twice without a death in between',
];

it(
  'restores a burnt machine from base backup and archive: what was archived is there, and ends as if nothing had happened',
  { timeout: 400_000 },
  async () => {
    await using parts = new AsyncDisposableStack();
    const directory = parts.use(await temporaryDirectory());
    const traffic = parts.use(await startTraffic(directory.path));
    const plan = await planArchivedPostgres(directory.path);
    const postgres = parts.use(await startArchiving(plan));
    await keepPassword(plan);
    await migrateToLatest(postgres.url);
    const burning = parts.use(await startServices(postgres, join(directory.path, 'redis'), traffic));
    await addIntegrations(burning.ingest.url, traffic.receiverPort);

    await traffic.produce([burning.ingest.url]);
    await reached(traffic, 40);
    const backup = await takeBaseBackup(postgres.url, plan);
    await reached(traffic, 60);

    // At the restore point runs are pending that receivers learn of afterwards.
    await burning.worker.kill();
    await reached(traffic, 80);
    const beforePoint = await traffic.acknowledged();
    const pending = await query(
      postgres.url,
      `select p.id from pending_runs p join integrations i on i.id = p.integration_id where i.type = 'webhook'`,
    );
    expect(pending.length).toBeGreaterThan(10);
    await query(postgres.url, `select pg_create_restore_point('${RESTORE_POINT}')`);
    await burning.startWorker();
    const delivered = await eventually(
      async () => {
        const ids = await deliveries(traffic);
        const found = idsOf(pending).filter((id) => ids.includes(id));
        expect(found.length).toBeGreaterThan(10);
        return found;
      },
      { withinMs: 90_000 },
    );
    const archived = await traffic.acknowledged();
    await archiveNow(postgres.url);
    await reached(traffic, archived.length + 20);

    await postgres.kill();
    await traffic.killProducer();
    await burning.kill();
    await rm(plan.home, { recursive: true });
    const acknowledged = await traffic.acknowledged();
    const deliveredBefore = (await traffic.received()).length;

    {
      await using restored = await restore(plan, backup, join(directory.path, 'restored'));
      await using services = await startServices(
        restored,
        join(directory.path, 'redis-of-restored'),
        traffic,
      );
      await traffic.produce([services.ingest.url]);
      await reached(traffic, acknowledged.length + 20);
      await traffic.stopProducing();
      await drained(restored.url);
      const lost = await missing(restored.url, await traffic.acknowledged());
      console.log(
        `restored: ${archived.length} archived, ${lost.length} of the ${acknowledged.length - archived.length} after that lost`,
      );
      const kept = (await traffic.acknowledged()).filter((id) => !lost.includes(id));
      expect(kept).toEqual(expect.arrayContaining([...archived]));
      expect(lost.every((id) => acknowledged.indexOf(id) >= archived.length)).toBe(true);
      await expectPromises(restored.url, traffic, kept);
      const paths = (await traffic.received())
        .slice(deliveredBefore)
        .flatMap(([kind, path]) => (kind === 'request' ? [path] : []));
      expect(paths.length).toBeGreaterThan(20);
      expect(paths.every((path) => path?.startsWith(`/${secret.value}/`))).toBe(true);
    }

    const deliveredBetween = (await traffic.received()).length;
    await using older = await restore(plan, backup, join(directory.path, 'older'), RESTORE_POINT);
    const [olderPending] = await query<{ count: string }>(older.url, 'select count(*) from pending_runs');
    expect(Number(olderPending?.count)).toBeGreaterThanOrEqual(pending.length);
    await expectOtherKeyToWait(older, join(directory.path, 'redis-of-other-key'), traffic);
    await using services = await startServices(older, join(directory.path, 'redis-of-older'), traffic);
    await drained(older.url);
    expect(await missing(older.url, beforePoint)).toEqual([]);
    await expectPromises(older.url, traffic, beforePoint);
    const again = (await traffic.received())
      .slice(deliveredBetween)
      .flatMap(([kind, id]) => (kind === 'webhook' ? [id] : []));
    expect(again).toEqual(expect.arrayContaining([...delivered]));
    expect(await services.ingest.log()).not.toContain('"level":50');
  },
);

/** With another key nothing that is sealed opens: its runs wait, with the reason in the log, and no process ends. */
async function expectOtherKeyToWait(
  postgres: PostgresServer,
  directory: string,
  traffic: Traffic,
): Promise<void> {
  const key = Buffer.alloc(32, 9).toString('base64');
  await using services = await startServices(postgres, directory, traffic, { UPSHOT_SECRET_KEY: key });
  await eventually(
    async () =>
      expect(await services.worker.log()).toMatch(/no key with id [0-9a-f]{8} in UPSHOT_SECRET_KEY/),
    { withinMs: 30_000 },
  );
  const settled = `select from activity_log l join variables v using (integration_id) where l.outcome <> 'succeeded'`;
  expect(await query(postgres.url, settled)).toEqual([]);
  for (const { pid } of [services.ingest, services.worker]) expect(() => process.kill(pid, 0)).not.toThrow();
}

interface Services extends AsyncDisposable {
  readonly ingest: TestProcess & { readonly url: string };
  readonly worker: TestProcess;
  startWorker(): Promise<void>;
  kill(): Promise<void>;
}

/** An ingest, a worker and an empty Redis. */
async function startServices(
  postgres: PostgresServer,
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
    await Promise.all([ingest, worker].map((one) => one[Symbol.asyncDispose]()));
    await redis.kill();
  };
  return {
    ingest,
    get worker() {
      return worker;
    },
    async startWorker() {
      worker = await startWorker(environment);
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

async function reached(traffic: Traffic, count: number): Promise<void> {
  await eventually(async () => expect((await traffic.acknowledged()).length).toBeGreaterThanOrEqual(count), {
    withinMs: 90_000,
  });
}

async function drained(url: string): Promise<void> {
  await eventually(async () => expect(await query(url, 'select id from pending_runs limit 1')).toEqual([]), {
    withinMs: 90_000,
  });
}

async function expectPromises(
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

async function missing(url: string, ids: readonly string[]): Promise<readonly string[]> {
  const statement =
    'select id from unnest($1::text[]) as id where not exists (select from activities a where a.id = id.id)';
  return idsOf(await query(url, statement, [ids]));
}

async function deliveries(traffic: Traffic): Promise<readonly string[]> {
  return (await traffic.received()).flatMap(([kind, id = '', status]) =>
    kind === 'webhook' && status === '200' ? [id] : [],
  );
}

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}

async function query<Row extends object = { readonly id: string }>(
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
