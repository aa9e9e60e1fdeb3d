import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { startIngest, startWorker, type TestProcess } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { startTcpProxy } from './tcp-proxy.ts';

const SUMMARY_MS = 200;
const OUTAGE_MS = 4_000;

interface Line {
  readonly msg: string;
  readonly cause?: string;
  readonly err?: unknown;
}

async function linesOf(process: TestProcess): Promise<readonly Line[]> {
  const log = await process.log();
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

/** Gives access to PostgreSQL and Redis through connections that can be cut. */
async function startServers(parts: AsyncDisposableStack) {
  const database = parts.use(await createTestDatabase());
  const redis = parts.use(await createTestRedis());
  const urls = [new URL(database.url), new URL(redis.url)] as const;
  const proxies = await Promise.all(urls.map(({ port }) => startTcpProxy(Number(port))));
  for (const [index, proxy] of proxies.entries()) {
    parts.use(proxy);
    const url = urls[index];
    if (url !== undefined) [url.hostname, url.port] = ['127.0.0.1', String(proxy.port)];
  }
  const [databaseUrl, redisUrl] = urls;
  return { environment: { DATABASE_URL: databaseUrl.href, REDIS_URL: redisUrl.href }, proxies };
}

it('an outage of both servers is told in a bounded log: each fault once, then counts, then the recovery', async () => {
  await using parts = new AsyncDisposableStack();
  const { environment, proxies } = await startServers(parts);
  const settings = { ...environment, UPSHOT_FAULT_SUMMARY_MS: String(SUMMARY_MS) };
  const services = await Promise.all([startIngest(settings), startWorker(settings)]);
  for (const service of services) parts.use(service);
  const startedAt = performance.now();
  while (performance.now() - startedAt < OUTAGE_MS) {
    for (const proxy of proxies) proxy.reset();
    await delay(50);
  }
  const intervals = Math.ceil((performance.now() - startedAt) / SUMMARY_MS);
  for (const service of services) {
    const lines = await eventually(async () => {
      const found = await linesOf(service);
      const repeated = new Set(
        found.filter(({ msg }) => msg === 'faults were repeated').map(({ cause }) => cause),
      );
      const recovered = found.filter(({ msg }) => msg.startsWith('recovered after'));
      expect(repeated.size).toBeGreaterThan(0);
      expect(new Set(recovered.map(({ cause }) => cause))).toEqual(repeated);
      return found;
    });
    const causes = new Set(lines.flatMap(({ cause }) => cause ?? []));
    for (const cause of causes) {
      const ofCause = lines.filter((line) => line.cause === cause);
      expect(ofCause.length).toBeLessThan(MAX_KINDS + 2 * intervals);
    }
    expect(Buffer.byteLength(await service.log())).toBeLessThan(causes.size * MAX_KINDS * FULL_FAULT_BYTES);
  }
});

/** Kinds of one cause that are logged in full, and the size of such a line. */
const MAX_KINDS = 20;
const FULL_FAULT_BYTES = 4_096;
