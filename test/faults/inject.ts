import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { childrenOf } from '@upshot/testing/children';
import type { Fleet, Member, Restartable } from './fleet-model.ts';
import type { Random } from './random.ts';
import { networkFaults, type TcpProxy } from './tcp-proxy.ts';

/** What can be done to a fleet. Each resolves when what was broken may be working again. */
const faults = {
  'kill a worker': async ({ workers }: Fleet, random: Random) => await random.pick(workers).kill(),
  'kill an ingest': async ({ ingests }: Fleet, random: Random) => await random.pick(ingests).kill(),
  'kill a slot': async ({ workers }: Fleet, random: Random) => await killSlot(random.pick(workers), random),
  'freeze a worker': async ({ workers }: Fleet, random: Random) =>
    await freeze(random.pick(workers), random.integer(500, 6000)),
  'freeze a worker until its lane is claimed': async (fleet: Fleet, random: Random) =>
    await freezeUntilClaimed(fleet, random),
  'freeze an ingest': async ({ ingests }: Fleet, random: Random) =>
    await freeze(random.pick(ingests), random.integer(500, 3000)),
  'flush Redis': async ({ redisUrl }: Fleet) => await flush(redisUrl),
  'kill Redis with its data': async ({ redis }: Fleet, random: Random) => {
    await redis.kill();
    await delay(random.integer(0, 2000));
    await redis.start();
  },
  'kill PostgreSQL': async ({ postgres }: Fleet, random: Random) => {
    await postgres.kill();
    await delay(random.integer(0, 2000));
    await postgres.start();
  },
  'bad connections to PostgreSQL': async ({ postgresLink }: Fleet, random: Random) =>
    await suffer(postgresLink, random),
  'bad connections to Redis': async ({ redisLink }: Fleet, random: Random) => await suffer(redisLink, random),
  'fill the disk of PostgreSQL': async ({ postgres }: Fleet, random: Random) =>
    await fillDisk(postgres, random.integer(500, 4000), random.next() < 0.3),
  'fill the disk of Redis': async ({ redis }: Fleet, random: Random) =>
    await fillDisk(redis, random.integer(500, 4000)),
  'jump the clock of a worker': async ({ workers }: Fleet, random: Random) =>
    await jump(random.pick(workers), random),
  'jump the clock of an ingest': async ({ ingests }: Fleet, random: Random) =>
    await jump(random.pick(ingests), random),
  'reset connections to PostgreSQL': ({ postgresLink }: Fleet) => Promise.resolve(postgresLink.reset()),
  'reset connections to Redis': ({ redisLink }: Fleet) => Promise.resolve(redisLink.reset()),
} as const;

export type Fault = keyof typeof faults;

export const everyFault = Object.keys(faults) as Fault[];

/** Those that end a process by SIGKILL. */
export const kills: readonly Fault[] = everyFault.filter((fault) => fault.startsWith('kill '));

/** Those that need a file system of their own. */
const fills: readonly Fault[] = everyFault.filter((fault) => fault.startsWith('fill '));

/** Those after which no attempt may have been cut short: they leave workers, slots and the locks in Redis alone. */
export const gentle: readonly Fault[] = [
  'kill an ingest',
  'freeze an ingest',
  'fill the disk of PostgreSQL',
  'jump the clock of an ingest',
];

/** The faults of these that this fleet cannot have. */
export function findImpossible({ noDisks }: Fleet, chosen: readonly Fault[]): readonly Fault[] {
  return noDisks === undefined ? [] : chosen.filter((fault) => fills.includes(fault));
}

/** Breaks something. */
export async function inject(fault: Fault, fleet: Fleet, random: Random): Promise<void> {
  await faults[fault](fleet, random);
}

async function killSlot({ process: worker }: Member, random: Random): Promise<void> {
  if (worker === undefined) return;
  const slots = await childrenOf(worker.pid);
  if (slots.length > 0) signal(random.pick(slots), 'SIGKILL');
}

async function freeze({ process: member }: Member, ms: number): Promise<void> {
  if (member === undefined) return;
  signal(member.pid, 'SIGSTOP');
  await delay(ms);
  signal(member.pid, 'SIGCONT');
}

/** Longer than a lock takes to expire and be noticed. */
const CLAIMED_WITHIN_MS = 8000;

/**
 * Freezes a worker that is at work on a lane, and wakes it at the moment when another has begun to work on the same
 * lane: both hold it for theirs then.
 */
async function freezeUntilClaimed({ workers, databaseUrl }: Fleet, random: Random): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    const busy = await findBusyLanes(client);
    if (busy.length === 0) return;
    const { lane, pid } = random.pick(busy);
    if (!workers.some(({ process: worker }) => worker?.pid === pid)) return;
    signal(pid, 'SIGSTOP');
    try {
      const endsAt = performance.now() + CLAIMED_WITHIN_MS;
      while (performance.now() < endsAt && (await findHolder(client, lane)) === pid) await delay(10);
    } finally {
      signal(pid, 'SIGCONT');
    }
  } finally {
    await client.end();
  }
}

/** Claimed lanes with pending runs, each with the process that claimed it last. */
async function findBusyLanes(client: Client): Promise<readonly { lane: string; pid: number }[]> {
  const { rows } = await client.query<{ lane: string; pid: number }>(
    `select id as lane, split_part(holder, '.', -2)::int as pid from lanes
     where id in (select lane from pending_runs where due_at <= now()) order by id`,
  );
  return rows;
}

async function findHolder(client: Client, lane: string): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>(
    `select split_part(holder, '.', -2)::int as pid from lanes where id = $1`,
    [lane],
  );
  return rows[0]?.pid;
}

/** A process that has died meanwhile cannot be signalled. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Has Redis forget everything, if it answers. */
export async function flush(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => null });
  redis.on('error', () => undefined);
  await redis.flushall().catch(() => undefined);
  redis.disconnect();
}

async function suffer(link: TcpProxy, random: Random): Promise<void> {
  link.suffer(random.pick(networkFaults));
  await delay(random.integer(500, 4000));
  link.suffer(undefined);
}

/** A server that ended meanwhile is restarted when there is space. */
async function fillDisk(server: Restartable, ms: number, withPanic = false): Promise<void> {
  if (server.disk === undefined) throw new Error('there is no small disk to fill');
  {
    await using _ = await server.disk.fill();
    if (withPanic) await provokePanic(server.url);
    await delay(ms);
  }
  await server.revive();
}

/** Uses up the space for PostgreSQL's log: without space it ends with a PANIC. */
export async function provokePanic(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl);
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (let segments = 0; segments < 50; segments++) {
      await client.query(`select pg_logical_emit_message(true, 'fault', 'full'), pg_switch_wal()`);
    }
  } catch {
    // It has ended.
  } finally {
    await client.end().catch(() => undefined);
  }
}

const DAY_MS = 86_400_000;

/** Some jumps, ahead and back, up to a day from the right time; in the end the clock is right. */
async function jump({ clock }: Member, random: Random): Promise<void> {
  for (let jumps = random.integer(1, 3); jumps > 0; jumps--) {
    await clock.set(random.integer(-DAY_MS, DAY_MS));
    await delay(random.integer(300, 1500));
  }
  await clock.set(0);
}
