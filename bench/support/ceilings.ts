import { laneQueueName, openLaneQueue } from '@upshot/runtime/queue';
import { redisConnection } from '@upshot/runtime/redis/connect';
import { createSandbox } from '@upshot/sandbox/sandbox';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { Worker } from 'bullmq';

/** Jobs a second that BullMQ alone carries: added in hundreds, done by a function that does nothing. */
export async function measureBareQueue(redisUrl: string, count: number): Promise<number> {
  const prefix = '{bench}';
  const queue = openLaneQueue(redisUrl, prefix);
  await queue.waitUntilReady();
  const startedAt = performance.now();
  let done = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const noop = () => Promise.resolve(++done === count ? resolve() : undefined);
  const connection = redisConnection(redisUrl, { failFast: false });
  const worker = new Worker(laneQueueName, noop, {
    prefix,
    connection,
    concurrency: 50,
    skipVersionCheck: true,
  });
  for (let added = 0; added < count; added += 100) {
    const jobs = Array.from({ length: Math.min(100, count - added) }, (_, index) => ({
      name: 'lane' as const,
      data: { lane: String(added + index) },
      opts: { removeOnComplete: true },
    }));
    await queue.addBulk(jobs);
  }
  await promise;
  const perSecond = count / ((performance.now() - startedAt) / 1000);
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return perSecond;
}

/** Runs a second of slots alone: the same script and activity, no ledger, no queue. */
export async function measureBareSlots(
  script: string,
  activity: string,
  { count, integrations, slots }: { count: number; integrations: number; slots: number },
): Promise<number> {
  const sandbox = createSandbox({ maxRunning: slots, warmSlots: slots });
  const hosts = Array.from({ length: integrations }, () => new MemoryHost());
  const run = async (host: MemoryHost, integration: number) => {
    const { ending } = await sandbox.run(
      {
        script: {
          projectId: 'bench',
          integrationId: `i${integration}`,
          versionId: `i${integration}.1`,
          filename: 'script.js',
          source: script,
        },
        activity,
        project: '{}',
        variables: '{}',
      },
      host,
    );
    if (ending.kind !== 'succeeded') throw new Error(`a run of the bench ended as ${ending.kind}`);
  };
  await Promise.all(hosts.map(run));
  const startedAt = performance.now();
  const each = Math.ceil(count / integrations);
  await Promise.all(
    hosts.map(async (host, integration) => {
      for (let index = 0; index < each; index++) await run(host, integration);
    }),
  );
  const perSecond = (each * integrations) / ((performance.now() - startedAt) / 1000);
  await sandbox.close();
  return perSecond;
}
