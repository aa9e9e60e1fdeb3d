import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresServer } from '@upshot/local/postgres';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { migrateToLatest } from '@upshot/ledger/migrate';
import { expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import {
  archiveNow,
  keepPassword,
  planArchivedPostgres,
  restore,
  startArchiving,
  takeBaseBackup,
} from './support/archived-postgres.ts';
import {
  deliveries,
  drained,
  expectPromises,
  idsOf,
  missing,
  query,
  reached,
  startServices,
} from './support/services.ts';
import { addIntegrations, secret, startTraffic, type Traffic } from './support/traffic.ts';

const RESTORE_POINT = 'noon';

it(
  'restores a lost machine from base backup and archive: archived runs are there and complete',
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
    await reached(traffic, (await traffic.acknowledged()).length + 20);
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
        `restored: ${archived.length} archived, ` +
          `${lost.length} of the ${acknowledged.length - archived.length} after that lost`,
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
