/**
 * `npm run bench:recovery`: breaks one thing after the other in a running fleet (two ingests, three workers, the
 * default settings) under a light load, and prints how long it took until all was well again.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { brokenPromises, check } from '../test/faults/check.ts';
import type { Fleet } from '../test/faults/fleet-model.ts';
import { startFleet } from '../test/faults/fleet.ts';
import { flush, provokePanic } from '../test/faults/inject.ts';
import { childrenOf } from '@upshot/testing/children';
import { adminToken } from '@upshot/testing/processes';
import { callApi, project } from '@upshot/testing/system';

/** Where a fleet's settings differ from what services do by themselves. */
const defaults = { UPSHOT_LOCK_MS: '8000', UPSHOT_MAX_INTERRUPTIONS: '3' };

/** What a script answers that its slot or its worker does not survive. */
const poison = { id: 'poison', type: 'bench.poison', state: 'complete' };

await using fleet = await startFleet({ perSecond: 10, environment: defaults });
const [url = ''] = fleet.urls;

await measure('a worker is killed (kill -9): until its work goes on', async () => {
  const { run, holder } = await freezeInAttempt();
  const startedAt = performance.now();
  await fleet.workers.find(({ process }) => process?.pid === holder)?.kill();
  await untilEnded(run);
  return performance.now() - startedAt;
});

await measure('slots are killed in an attempt: until its run has its outcome', async () => {
  const { run, holder } = await freezeInAttempt();
  for (const slot of await childrenOf(holder)) process.kill(slot, 'SIGKILL');
  const startedAt = performance.now();
  process.kill(holder, 'SIGCONT');
  await untilEnded(run);
  return performance.now() - startedAt;
});

await measure('an ingest is killed: until it answers again', async () => {
  await fleet.ingests[0]?.kill();
  return await untilStatus(url, 202);
});

await measure('Redis loses everything (FLUSHALL): until all that was due has its outcome', async () => {
  const workers = fleet.workers.flatMap(({ process: worker }) => worker?.pid ?? []);
  // Something is to wait there, and shorter than until others take them for dead.
  for (const pid of workers) process.kill(pid, 'SIGSTOP');
  await delay(4000);
  const began = await clockOfLedger();
  await flush(fleet.redisUrl);
  const startedAt = performance.now();
  for (const pid of workers) process.kill(pid, 'SIGCONT');
  await untilNothingIsOlderThan(began);
  return performance.now() - startedAt;
});

await fleet.redis.kill();
await measure('Redis is away: the slowest of 20 answers with 202', () => slowestOf(20, 202));
await fleet.redis.start();
await measure('Redis is back, and empty: until all that waited has its outcome', untilCaughtUp);

if (fleet.redis.disk !== undefined) {
  {
    await using _ = await fleet.redis.disk.fill();
    await delay(2000);
    await measure('the disk of Redis is full: the slowest of 20 answers with 202', () => slowestOf(20, 202));
  }
  await fleet.redis.revive();
  await measure('the disk has space again: until all pending runs have an outcome', untilCaughtUp);
}

await fleet.postgres.kill();
await measure('PostgreSQL is away: the slowest of 20 answers with 503', () => slowestOf(20, 503));
await fleet.postgres.start();
await measure('PostgreSQL is back: until the first 202', () => untilStatus(url, 202));
await measure('PostgreSQL is back: until all that waited has its outcome', untilCaughtUp);

fleet.postgresLink.suffer('black hole');
await measure('PostgreSQL says nothing: the slowest of 20 answers with 503', () => slowestOf(20, 503));
fleet.postgresLink.suffer(undefined);
await measure('it answers again: until the first 202', () => untilStatus(url, 202));
await measure('it answers again: until all that waited has its outcome', untilCaughtUp);

if (fleet.postgres.disk !== undefined) {
  {
    await using _ = await fleet.postgres.disk.fill();
    await measure('the disk of PostgreSQL is full: until the first 503', () => untilStatus(url, 503));
    await measure('the slowest of 20 answers meanwhile', () => slowestOf(20, 503));
    await provokePanic(fleet.databaseUrl);
  }
  const startedAt = performance.now();
  await fleet.postgres.revive();
  await measure('the disk has space again and PostgreSQL is restarted: until the first 202', async () => {
    await untilStatus(url, 202);
    return performance.now() - startedAt;
  });
  await measure('… until all that waited has its outcome', untilCaughtUp);
}

await measure('a worker is frozen for 60 s: until its work goes on elsewhere', async () => {
  const { run, holder } = await freezeInAttempt();
  const startedAt = performance.now();
  await untilEnded(run);
  const tookMs = performance.now() - startedAt;
  await delay(Math.max(0, 60_000 - tookMs));
  process.kill(holder, 'SIGCONT');
  return tookMs;
});

await fleet.stopProducing();
await untilNothingIsOlderThan(await clockOfLedger());
const findings = await check(fleet, { mayInterrupt: true });
const broken = brokenPromises(findings);
console.log(
  `${findings.acknowledged} acknowledged, ${findings.runs} runs; broken promises: ${broken.join('; ') || 'none'}`,
);
if (broken.length > 0) process.exitCode = 1;

// The checker expects every script to succeed: these have fleets of their own.
await measure('a run kills its slot each time: until it is quarantined', async () => {
  await using other = await startFleet({ perSecond: 1, environment: defaults });
  return await untilQuarantined(other, `'a'.repeat(2 ** 28).split('')`);
});
await measure('a run has its worker killed each time: until it is quarantined', async () => {
  await using other = await startFleet({ perSecond: 1, environment: defaults });
  const ending = new AbortController();
  const killing = killMakers(other, ending.signal);
  const source = `console.log('begun'); for (const end = Date.now() + 3000; Date.now() < end; );`;
  const tookMs = await untilQuarantined(other, source);
  ending.abort();
  await killing;
  return tookMs;
});

async function measure(what: string, work: () => Promise<number>): Promise<void> {
  console.log(`${what}: ${((await work()) / 1000).toFixed(2)} s`);
}

async function ask<Row extends object>(
  statement: string,
  values: readonly unknown[] = [],
  { databaseUrl }: Fleet = fleet,
): Promise<Row[]> {
  const client = new Client(databaseUrl);
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

/** Freezes a worker in the middle of an attempt. Resolves with its run and with the worker's process id. */
async function freezeInAttempt(): Promise<{ run: string; holder: number }> {
  for (;;) {
    const found = await runUnderWay();
    process.kill(found.holder, 'SIGSTOP');
    // What it sent before may be carried out yet.
    await delay(100);
    const isUnderWay = await ask('select from pending_runs where id = $1 and begun_by is not null', [
      found.run,
    ]);
    if (isUnderWay.length > 0) return found;
    process.kill(found.holder, 'SIGCONT');
    await delay(20);
  }
}

async function untilCaughtUp(): Promise<number> {
  const startedAt = performance.now();
  await untilNothingIsOlderThan(await clockOfLedger());
  return performance.now() - startedAt;
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

/**
 * Adds a script that answers one activity of its own, posts that, and resolves with how long it was until quarantine.
 */
async function untilQuarantined(other: Fleet, script: string): Promise<number> {
  const call = callApi(other.urls[0] ?? '');
  const fields = { type: 'script', script, events: [poison.type] };
  await call('POST', `/projects/${project}/integrations`, fields);
  const startedAt = performance.now();
  await call('POST', `/projects/${project}/activities`, poison);
  const statement = `select from activity_log where outcome = 'quarantined'`;
  while ((await ask(statement, [], other)).length === 0) await delay(20);
  return performance.now() - startedAt;
}

/** Kills whichever worker makes the poisonous run. */
async function killMakers(other: Fleet, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    const [run] = await ask<{ begun_by: string }>(
      `select begun_by from pending_runs r join integrations i on i.id = r.integration_id
       where r.activity_id = $1 and r.begun_by is not null and i.events = $2`,
      [poison.id, [poison.type]],
      other,
    );
    const pid = Number(run?.begun_by.split('.').at(-2));
    await other.workers.find(({ process }) => process?.pid === pid)?.kill();
    await delay(20);
  }
}

/** Posts a new activity; resolves with the status of the answer, if there is one. */
async function post(address: string): Promise<number | undefined> {
  const body = JSON.stringify({ id: randomUUID(), type: 'environment.push', state: 'complete' });
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
