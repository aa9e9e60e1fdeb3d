import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from '@upshot/local/postgres';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { migrateToLatest } from '@upshot/ledger/migrate';
import { expect, it } from 'vitest';
import { drained, expectPromises, missing, query, reached, startServices } from './support/services.ts';
import { addIntegrations, startTraffic } from './support/traffic.ts';

const run = promisify(execFile);

/** The major version of `pg_dump`; 0 where there is none. */
const major = await run('pg_dump', ['--version']).then(
  ({ stdout }) => Number(/(\d+)/.exec(stdout)?.[1] ?? 0),
  () => 0,
);
const SERVER_MAJOR = 18;
const isThere = major >= SERVER_MAJOR;

if (!isThere) console.log(`NOT TESTED: pg_dump ${SERVER_MAJOR} or newer is not on the path`);

it.skipIf(!isThere)(
  'restores a dump that was made under load: what was acknowledged before it is there, and every run ends once',
  { timeout: 300_000 },
  async () => {
    await using parts = new AsyncDisposableStack();
    const { path } = parts.use(await temporaryDirectory());
    const traffic = parts.use(await startTraffic(path));
    const file = join(path, 'upshot.dump');
    let acknowledged: readonly string[];
    {
      await using postgres = await startPostgres({ directory: join(path, 'postgres') });
      await migrateToLatest(postgres.url);
      await using services = await startServices(postgres, join(path, 'redis'), traffic);
      await addIntegrations(services.ingest.url, traffic.receiverPort);
      await traffic.produce([services.ingest.url]);
      await reached(traffic, 60);
      acknowledged = await traffic.acknowledged();
      await run('pg_dump', ['--format=custom', `--file=${file}`, postgres.url]);
      await reached(traffic, acknowledged.length + 40);
      await traffic.killProducer();
    }

    await using postgres = await startPostgres({ directory: join(path, 'restored') });
    await run('pg_restore', ['--exit-on-error', `--dbname=${postgres.url}`, file]);
    await using services = await startServices(postgres, join(path, 'redis-of-restored'), traffic);
    await traffic.produce([services.ingest.url]);
    await reached(traffic, (await traffic.acknowledged()).length + 40);
    await traffic.stopProducing();
    await drained(postgres.url);
    const lost = await missing(postgres.url, await traffic.acknowledged());
    expect(lost.filter((id) => acknowledged.includes(id))).toEqual([]);
    const kept = (await traffic.acknowledged()).filter((id) => !lost.includes(id));
    await expectPromises(postgres.url, traffic, kept);
    const numbers = 'select seq::text as id from activity_log group by seq having count(*) > 1';
    expect(await query(postgres.url, numbers)).toEqual([]);
    console.log(
      `restored: ${acknowledged.length} acknowledged before the dump, none lost; ${lost.length} after it lost`,
    );
  },
);
