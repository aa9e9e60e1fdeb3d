import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@upshot/local/free-port';
import { migrateToLatest } from '@upshot/ledger/migrate';
import {
  adminToken,
  startIngest,
  startProcess,
  startWorker,
  type TestProcess,
} from '@upshot/testing/processes';
import { callApi, project, pushActivity } from '@upshot/testing/system';
import { createClock, type Clock } from './clock.ts';
import { keepMember, keepPostgres, keepRedis } from './fleet-members.ts';
import type { Fleet } from './fleet-model.ts';
import type { Order } from './producer-process.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { editLoader } from './mutants/edits.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

type Environment = Readonly<Record<string, string>>;

export interface FleetOptions {
  readonly perSecond: number;
  /** The name of a mutant that every service is started as; undefined: none. */
  readonly mutant?: string | undefined;
  /** Settings of the services, beside and before the ones of every fleet. */
  readonly environment?: Environment;
}

const INGESTS = 2;
const WORKERS = 3;

/** In memory: enough for what a long campaign leaves behind, and no more. */
const POSTGRES_MB = 640;
const REDIS_MB = 128;

const counterScript = `
const storage = require('storage');
const counter = (storage.get('counter') || 0) + 1;
storage.set('counter', counter);
console.log(counter);
`;

/** So that an outcome needs space on the disk. */
const printMuch = `console.log(Array.from({ length: 400 }, () => Math.random().toString(36)).join(' '));`;

/** Starts two ingests, three workers, a receiver and a producer, on a PostgreSQL and a Redis of their own. */
export async function startFleet({ perSecond, mutant, environment: settings }: FleetOptions): Promise<Fleet> {
  await using parts = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'upshot-fleet-'));
  // PostgreSQL's account has to pass through.
  await chmod(directory, 0o711);
  parts.defer(() => rm(directory, { recursive: true, force: true }));
  const disks = await mountDisks(directory, parts);
  const postgres = await keepPostgres(join(directory, 'postgres'), disks.postgres, parts);
  const redis = await keepRedis(join(directory, 'redis'), disks.redis, parts);
  const postgresLink = parts.use(await startTcpProxy(portOf(postgres.url)));
  const redisLink = parts.use(await startTcpProxy(portOf(redis.url)));
  await migrateToLatest(postgres.url);

  const receiverPort = await freePort();
  const receivedFile = join(directory, 'received');
  await writeFile(receivedFile, '');
  parts.use(
    await startProcess('test/faults/receiver-process.ts', {}, (log) => log.includes('receiver ready'), [
      String(receiverPort),
      receivedFile,
      '0.05',
    ]),
  );
  const environment = {
    DATABASE_URL: through(postgres.url, postgresLink),
    REDIS_URL: through(redis.url, redisLink),
    UPSHOT_EGRESS_ALLOW: `127.0.0.1:${receiverPort}`,
    UPSHOT_LOCK_MS: '3000',
    UPSHOT_WEBHOOK_RETRY_SECONDS: '0.2,0.5,1,1,2,2,5,5,5,5',
    UPSHOT_MAX_INTERRUPTIONS: '100',
    ...settings,
  };
  const ingests = await Promise.all(
    Array.from({ length: INGESTS }, async (_, index) => {
      const PORT = String(await freePort());
      const clock = await createClock(join(directory, `ingest-clock-${index}`));
      const own = { ...environment, ...loading(mutant, clock), PORT };
      return parts.use(await keepMember(`ingest ${index}`, clock, () => startIngest(own)));
    }),
  );
  const workers = await Promise.all(
    Array.from({ length: WORKERS }, async (_, index) => {
      const clock = await createClock(join(directory, `worker-clock-${index}`));
      const own = { ...environment, ...loading(mutant, clock) };
      return parts.use(await keepMember(`worker ${index}`, clock, () => startWorker(own)));
    }),
  );
  const urls = ingests.map(({ process }) => (process as TestProcess & { url: string }).url);
  await addIntegrations(urls[0] ?? '', receiverPort);
  const acknowledgedFile = join(directory, 'acknowledged');
  await writeFile(acknowledgedFile, '');
  const producer = await startProducer({
    urls: urls.map((url) => `${url}/api/projects/${project}/activities`),
    token: adminToken,
    body: await pushActivity('template'),
    prefix: 'fault',
    perSecond,
    file: acknowledgedFile,
  });
  parts.defer(() => void producer.kill('SIGKILL'));
  const running = parts.move();
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    urls,
    ingests,
    workers,
    postgres,
    redis,
    postgresLink,
    redisLink,
    noDisks: disks.reason,
    acknowledged: () => readLines(acknowledgedFile),
    received: async () => (await readLines(receivedFile)).map((line) => line.split(' ')),
    async stopProducing() {
      const ended = once(producer, 'exit') as Promise<[number | null]>;
      producer.kill('SIGTERM');
      const [code] = await ended;
      if (code !== 0) throw new Error(`the producer ended with ${String(code)}`);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function loading(mutant: string | undefined, clock: Clock): Environment {
  const loaders = [clock.loader, ...(mutant === undefined ? [] : [editLoader])];
  return {
    NODE_OPTIONS: loaders.map((loader) => `--import ${loader}`).join(' '),
    ...clock.environment,
    ...(mutant === undefined ? {} : { UPSHOT_TEST_EDITS: mutant }),
  };
}

interface Disks {
  readonly postgres?: SmallDisk;
  readonly redis?: SmallDisk;
  readonly reason?: string;
}

/** Not every machine lets us mount something: the faults that need a small disk are left out there. */
async function mountDisks(directory: string, parts: Pick<AsyncDisposableStack, 'use'>): Promise<Disks> {
  try {
    const postgres = parts.use(await mountSmallDisk(join(directory, 'postgres'), POSTGRES_MB));
    const redis = parts.use(await mountSmallDisk(join(directory, 'redis'), REDIS_MB));
    return { postgres, redis };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

async function addIntegrations(url: string, receiverPort: number): Promise<void> {
  const call = callApi(url);
  const receiver = `http://127.0.0.1:${receiverPort}`;
  await call('PUT', `/projects/${project}`, { title: 'Shop' });
  const add = (fields: object) => call('POST', `/projects/${project}/integrations`, fields);
  await add({ type: 'script', script: counterScript });
  await add({
    type: 'script',
    script: `fetch(${JSON.stringify(receiver)} + '/' + activity.id); ${printMuch}`,
  });
  await add({ type: 'webhook', url: receiver });
}

async function startProducer(order: Order): Promise<ChildProcess> {
  const producer = spawn(process.execPath, [join(import.meta.dirname, 'producer-process.ts')], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  await once(producer, 'spawn');
  producer.stdin?.end(JSON.stringify(order));
  return producer;
}

async function readLines(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function through(url: string, { port }: TcpProxy): string {
  const proxied = new URL(url);
  proxied.port = String(port);
  return proxied.href;
}
