import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { childrenOf } from '../support/children.ts';
import type { Fleet, Member } from './fleet.ts';
import type { Random } from './random.ts';
import { networkFaults, type TcpProxy } from './tcp-proxy.ts';

/** What can be done to a fleet. Each resolves when what was broken may be working again. */
const faults = {
  'kill a worker': async ({ workers }: Fleet, random: Random) => await random.pick(workers).kill(),
  'kill an ingest': async ({ ingests }: Fleet, random: Random) => await random.pick(ingests).kill(),
  'kill a slot': async ({ workers }: Fleet, random: Random) => await killSlot(random.pick(workers), random),
  'freeze a worker': async ({ workers }: Fleet, random: Random) =>
    await freeze(random.pick(workers), random.integer(500, 6000)),
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
  'reset connections to PostgreSQL': ({ postgresLink }: Fleet) => Promise.resolve(postgresLink.reset()),
  'reset connections to Redis': ({ redisLink }: Fleet) => Promise.resolve(redisLink.reset()),
} as const;

export type Fault = keyof typeof faults;

export const everyFault = Object.keys(faults) as Fault[];

/** Those that end a process by SIGKILL. */
export const kills: readonly Fault[] = everyFault.filter((fault) => fault.startsWith('kill '));

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

/** Whoever has died meanwhile cannot be signalled any more. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function flush(url: string): Promise<void> {
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
