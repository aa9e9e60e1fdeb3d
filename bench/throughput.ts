/**
 * `npm run bench [-- --activities 4000 --integrations 8 --workers 2 --isolation context]`: how fast activities are
 * accepted and completed (their outcomes stored), what that costs, and how it compares with the bare queue and the bare
 * slots in the same run.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { generateActivities } from '@upshot/event-types/generate-activities';
import { measureBareQueue, measureBareSlots } from './support/ceilings.ts';
import { openClient } from './support/open-client.ts';
import { countWritten, untilLogged } from './support/outcomes.ts';
import { treeTime } from './support/process-times.ts';
import { runProducer } from './support/run-producer.ts';
import { seedScripts } from './support/seed-scripts.ts';
import { startBenchSystem, type BenchSystem } from './support/system.ts';

const script = `
const storage = require('storage');
const counter = (storage.get('counter') || 0) + 1;
storage.set('counter', counter);
console.log('Activity ' + counter + ': ' + activity.type + ' on ' + activity.environments[0]);
`;

const { values } = parseArgs({
  options: {
    activities: { type: 'string', default: '4000' },
    integrations: { type: 'string', default: '8' },
    workers: { type: 'string', default: '1' },
    isolation: { type: 'string', default: 'warm' },
  },
});
const count = Number(values.activities);
const integrations = Number(values.integrations);
const types = Array.from({ length: integrations }, (_, index) => `bench.${index}`);
/** Completed pushes, each with commits and a deployment of its own, as a project that people work on has them. */
const pushes = generateActivities({ seed: 1, count: 100, types: ['environment.push'], states: ['complete'] });
const bodies = Array.from(pushes, ({ project: _project, ...body }) => body);
const meanBytes = Math.round(
  bodies.reduce((sum, body) => sum + JSON.stringify(body).length, 0) / bodies.length,
);

await using system = await startBenchSystem(Number(values.workers), { UPSHOT_ISOLATION: values.isolation });
await using client = await openClient(system.databaseUrl);
await seedScripts(system, { types, script });

const slots = Math.ceil(availableParallelism() * 1.5);
const bareQueue = await measureBareQueue(system.redisUrl, 5000);
const bareSlots = await measureBareSlots(script, JSON.stringify(bodies[0]), {
  count: 1500,
  integrations,
  slots,
});
await produce('warm', Math.min(500, count), {});
const before = await times(system);
const burst = await produce('burst', count, {});
const after = await times(system);
const paced = await produce('paced', Math.min(count, 2000), { perSecond: burst.completedPerSecond / 2 });
report();

/** Posts activities and waits until each has its log entry. */
async function produce(prefix: string, activities: number, rate: { perSecond?: number }) {
  const startedAt = Date.now();
  const written = await countWritten(client);
  const url = `${system.api}/projects/bench/activities`;
  const order = { url, token: system.token, prefix, types, bodies, count: activities, connections: 32 };
  const output = await runProducer({ ...order, ...rate });
  const logged = await untilLogged(client, { prefix, count: activities, written });
  const first = Math.min(...Object.values(output.sent));
  const last = Math.max(...logged.map(({ at }) => at));
  return {
    refused: output.refused,
    producerMs: output.cpuMs / activities,
    acceptedPerSecond: activities / (output.tookMs / 1000),
    completedPerSecond: activities / ((last - first) / 1000),
    latencies: logged.map(({ id, at }) => at - (output.sent[id] ?? startedAt)).toSorted((a, b) => a - b),
  };
}

async function times({ pids }: BenchSystem): Promise<Record<string, number>> {
  const workers = await Promise.all(pids.workers.map(treeTime));
  return {
    ingest: await treeTime(pids.ingest),
    'workers and slots': workers.reduce((sum, time) => sum + time, 0),
    postgres: await treeTime(pids.postgres),
    redis: await treeTime(pids.redis),
  };
}

function report(): void {
  const rate = (perSecond: number) => `${perSecond.toFixed(0)}/s`;
  const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(0)} %`;
  const percentile = (share: number) =>
    `${(paced.latencies[Math.ceil(paced.latencies.length * share) - 1] ?? 0).toFixed(1)} ms`;
  console.log(
    `${count} activities of ${meanBytes} bytes on average, ${integrations} integrations, ` +
      `isolation ${values.isolation}, ${values.workers} worker(s), ${availableParallelism()} cores\n`,
  );
  console.log(
    `accepted                      ${rate(burst.acceptedPerSecond)} ` +
      `(${burst.refused} requests were refused and sent again)`,
  );
  console.log(`completed (stored)            ${rate(burst.completedPerSecond)}`);
  console.log(`bare BullMQ, no-op jobs       ${rate(bareQueue)}`);
  console.log(
    `bare slots, nothing stored    ${rate(bareSlots)} ` +
      `(completed: ${percent(burst.completedPerSecond, bareSlots)} of it)`,
  );
  console.log(`\nprocessor time an activity`);
  let total = 0;
  for (const [name, time] of Object.entries(after)) {
    const each = (time - (before[name] ?? 0)) / count;
    total += each;
    console.log(`  ${name.padEnd(27)} ${each.toFixed(2)} ms`);
  }
  console.log(`  ${'all'.padEnd(27)} ${total.toFixed(2)} ms`);
  console.log(`  ${'producer, beside it'.padEnd(27)} ${burst.producerMs.toFixed(2)} ms`);
  console.log(`\nfrom POST to log row at half load (${rate(burst.completedPerSecond / 2)})`);
  console.log(`  p50 ${percentile(0.5)}, p99 ${percentile(0.99)}, max ${percentile(1)}`);
}
