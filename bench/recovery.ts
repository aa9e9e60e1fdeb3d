/**
 * `npm run bench:recovery`: breaks one thing after the other in a running fleet (two ingests, three workers, the default
 * settings) under a light load, and prints how long it took until all was well again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { brokenPromises, check } from '../test/faults/check.ts';
import { startFleet } from '../test/faults/fleet.ts';
import { adminToken } from '../test/support/processes.ts';
import { project } from '../test/support/system.ts';

await using fleet = await startFleet({ perSecond: 10, environment: { UPSHOT_LOCK_MS: '8000' } });
const [url = ''] = fleet.urls;

await measure('a worker is killed (kill -9): until its work goes on', async () => {
  const { run, holder } = await runUnderWay();
  const startedAt = performance.now();
  await fleet.workers.find(({ process }) => process?.pid === holder)?.kill();
  await untilEnded(run);
  return performance.now() - startedAt;
});

await measure('an ingest is killed: until it answers again', async () => {
  await fleet.ingests[0]?.kill();
  return await untilStatus(url, 202);
});

await measure('Redis loses everything (FLUSHALL): until all that was due has its outcome', async () => {
  await delay(1000);
  const redis = new Redis(fleet.redisUrl);
  const began = await clockOfLedger();
  const startedAt = performance.now();
  await redis.flushall();
  redis.disconnect();
  await untilNothingIsOlderThan(began);
  return performance.now() - startedAt;
});

await fleet.redis.kill();
await measure('Redis is away: the slowest of 20 answers with 202', async () => await slowestOf(20, 202));
await fleet.redis.start();
await measure('Redis is back, and empty: until all that waited has its outcome', async () => {
  const startedAt = performance.now();
  await untilNothingIsOlderThan(await clockOfLedger());
  return performance.now() - startedAt;
});

await fleet.postgres.kill();
await measure('PostgreSQL is away: the slowest of 20 answers with 503', async () => await slowestOf(20, 503));
await fleet.postgres.start();
await measure('PostgreSQL is back: until the first 202', async () => await untilStatus(url, 202));
await measure('PostgreSQL is back: until all that waited has its outcome', async () => {
  const startedAt = performance.now();
  await untilNothingIsOlderThan(await clockOfLedger());
  return performance.now() - startedAt;
});

await measure('a worker is frozen for 20 s: until its work goes on elsewhere', async () => {
  const { run, holder } = await runUnderWay();
  const startedAt = performance.now();
  process.kill(holder, 'SIGSTOP');
  await untilEnded(run);
  const tookMs = performance.now() - startedAt;
  await delay(Math.max(0, 20_000 - tookMs));
  process.kill(holder, 'SIGCONT');
  return tookMs;
});

await fleet.stopProducing();
await untilNothingIsOlderThan(await clockOfLedger());
const findings = await check(fleet);
const broken = brokenPromises(findings);
console.log(
  `${findings.acknowledged} acknowledged, ${findings.runs} runs; broken promises: ${broken.join('; ') || 'none'}`,
);
if (broken.length > 0) process.exitCode = 1;

async function measure(what: string, work: () => Promise<number>): Promise<void> {
  console.log(`${what}: ${((await work()) / 1000).toFixed(2)} s`);
}

async function ask<Row extends object>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new Client(fleet.databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<Row>(statement, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

async function clockOfLedger(): Promise<Date> {
  const [row] = await ask<{ now: Date }>('select clock_timestamp() as now');
  return row?.now ?? new Date();
}

/** Waits until every run of an activity that was recorded before has its outcome. */
async function untilNothingIsOlderThan(time: Date): Promise<void> {
  for (;;) {
    const [row] = await ask<{ is_waiting: boolean }>(
      'select exists (select from pending_runs where activity_recorded_at < $1) as is_waiting',
      [time],
    );
    if (row?.is_waiting === false) return;
    await delay(20);
  }
}

/** A run in the middle of an attempt, and the process id of the worker that makes it. */
async function runUnderWay(): Promise<{ run: string; holder: number }> {
  for (;;) {
    const [row] = await ask<{ id: string; begun_by: string }>(
      'select id, begun_by from pending_runs where begun_by is not null limit 1',
    );
    const holder = Number(row?.begun_by.split('.').at(-2));
    const isAlive = fleet.workers.some(({ process: worker }) => worker?.pid === holder);
    if (row !== undefined && isAlive) return { run: row.id, holder };
    await delay(2);
  }
}

async function untilEnded(run: string): Promise<void> {
  while ((await ask('select from pending_runs where id = $1', [run])).length > 0) await delay(20);
}

/** The first activity of the producer once more, which changes nothing. */
async function post(address: string): Promise<number | undefined> {
  const body = JSON.stringify({ id: 'fault0', type: 'environment.push', state: 'complete' });
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  try {
    const answer = await fetch(`${address}/api/projects/${project}/activities`, {
      method: 'POST',
      headers,
      body,
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}

async function untilStatus(address: string, status: number): Promise<number> {
  const startedAt = performance.now();
  while ((await post(address)) !== status) await delay(20);
  return performance.now() - startedAt;
}

async function slowestOf(count: number, status: number): Promise<number> {
  let slowest = 0;
  for (let index = 0; index < count; index++) {
    const startedAt = performance.now();
    const got = await post(url);
    if (got !== status) throw new Error(`answered with ${got ?? 'nothing'} instead of ${status}`);
    slowest = Math.max(slowest, performance.now() - startedAt);
  }
  return slowest;
}
