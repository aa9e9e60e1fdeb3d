import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

if (!isThere)
  console.log(`NOT TESTED: the client programs of PostgreSQL ${SERVER_MAJOR} or newer are not on the path`);

/** The commands that backup.md has for dumps: those that make one, and those that restore it. */
const [makesDump, restores] = readCommands('Dumps');

it.skipIf(!isThere)(
  'restores a dump that was made under load: what was acknowledged before it is there, and every run ends once',
  { timeout: 300_000 },
  async () => {
    await using parts = new AsyncDisposableStack();
    const { path } = parts.use(await temporaryDirectory());
    const traffic = parts.use(await startTraffic(path));
    let owner: URL;
    let acknowledged: readonly string[];
    {
      await using postgres = await startPostgres({ directory: join(path, 'postgres') });
      await migrateToLatest(postgres.url);
      await using services = await startServices(postgres, join(path, 'redis'), traffic);
      await addIntegrations(services.ingest.url, traffic.receiverPort);
      await traffic.produce([services.ingest.url]);
      await reached(traffic, 60);
      acknowledged = await traffic.acknowledged();
      owner = new URL(postgres.url);
      await runDocumented(makesDump, path, {
        DATABASE_URL: owner.href,
        ADMIN_URL: withDatabase(owner, 'postgres'),
      });
      await reached(traffic, acknowledged.length + 40);
      await traffic.killProducer();
    }

    await using server = await startPostgres({ directory: join(path, 'restored') });
    owner.port = `${server.port}`;
    const [withNewPassword, withOldPassword] = restores.split(/^export ADMIN_URL=.*\n/m);
    await runDocumented(withNewPassword, path, { ADMIN_URL: withDatabase(new URL(server.url), 'postgres') });
    await runDocumented(withOldPassword, path, { ADMIN_URL: withDatabase(owner, 'postgres') });
    const postgres = { url: withDatabase(owner, 'upshot_restored') };
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

/** The blocks of commands below a heading. */
function readCommands(heading: string): readonly [string, string] {
  const manual = readFileSync(new URL('../../docs/backup.md', import.meta.url), 'utf8');
  const section = manual.split(`\n## ${heading}\n`)[1]?.split(/\n## /)[0] ?? '';
  const blocks = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);
  const [first, second] = blocks;
  if (first === undefined || second === undefined)
    throw new Error(`"${heading}" has ${blocks.length} blocks`);
  return [first, second];
}

async function runDocumented(
  commands: string | undefined,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  if (commands === undefined) throw new Error('there is no such command');
  await run('sh', ['-e', '-c', commands], { cwd, env: { ...process.env, ...environment } });
}

function withDatabase(url: URL, name: string): string {
  return new URL(`/${name}`, url).href;
}
