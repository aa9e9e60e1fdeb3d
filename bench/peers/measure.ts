import { treeTime } from '../support/process-times.ts';
import { percentile } from '../support/report.ts';
import { runProducer } from '../support/run-producer.ts';
import { bodies, types } from './activities.ts';
import type { Contender } from './contender.ts';

/** What one contender did in one round, by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** How much to post. */
export interface Load {
  readonly activities: number;
  /** Posted at 50 a second. */
  readonly paced: number;
}

const WARM_UP = 300;
const CONNECTIONS = 32;
const PER_SECOND = 50;

/** Posts as fast as answers come, then 50 a second, after a part that does not count. */
export async function measure(contender: Contender, load: Load, round: number): Promise<Figures> {
  await produce(contender, { prefix: `warm-${round}-`, count: WARM_UP });
  const burst = await produce(contender, { prefix: `burst-${round}-`, count: load.activities });
  const figures = {
    'completed, per s': burst.perSecond,
    'Node, ms': burst.nodeMs,
    'servers, ms': burst.serversMs,
    'all, ms': burst.nodeMs + burst.serversMs,
  };
  // An activity that waits for others to fill a request would be late.
  if (contender.perRequest > 1) return figures;
  const paced = await produce(contender, {
    prefix: `paced-${round}-`,
    count: load.paced,
    perSecond: PER_SECOND,
  });
  return {
    ...figures,
    'at 50/s: p50, ms': percentile(paced.latencies, 0.5),
    'at 50/s: p99, ms': percentile(paced.latencies, 0.99),
    'at 50/s: all, ms': paced.nodeMs + paced.serversMs,
  };
}

interface Portion {
  readonly prefix: string;
  readonly count: number;
  readonly perSecond?: number;
}

async function produce(contender: Contender, portion: Portion) {
  const { url, token, perRequest } = contender;
  const prefix = `${contender.name.replaceAll(/\W+/g, '')}-${portion.prefix}`;
  const untilDone = await contender.expect(prefix, portion.count);
  const before = await readTimes(contender);
  const order = { ...portion, url, token, prefix, types, bodies, connections: CONNECTIONS, perRequest };
  const { sent } = await runProducer(order);
  const done = await untilDone();
  const after = await readTimes(contender);
  const last = Math.max(...done.map(({ at }) => at));
  return {
    perSecond: portion.count / ((last - Math.min(...Object.values(sent))) / 1000),
    nodeMs: (after.node - before.node) / portion.count,
    serversMs: (after.servers - before.servers) / portion.count,
    latencies: done.map(({ id, at }) => at - (sent[id] ?? Number.NaN)),
  };
}

async function readTimes({ pids: { node, servers } }: Contender) {
  return { node: await sumOf(node), servers: await sumOf(servers) };
}

async function sumOf(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map(treeTime));
  return times.reduce((sum, time) => sum + time, 0);
}
