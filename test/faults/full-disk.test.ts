import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project } from '@upshot/testing/system';
import { drain } from './campaign.ts';
import { brokenPromises, check } from './check.ts';
import type { Member } from './fleet-model.ts';
import { startFleet } from './fleet.ts';
import { provokePanic } from './inject.ts';

it(
  'answers with 503 while the disk of PostgreSQL is full and when that ends it, and loses and doubles nothing',
  { timeout: 300_000 },
  async ({ skip }) => {
    await using fleet = await startFleet({ perSecond: 20, environment: { UPSHOT_LOCK_MS: '20000' } });
    const { postgres, workers } = fleet;
    if (postgres.disk === undefined) return skip(`NOT TESTED, there is no small disk: ${fleet.noDisks}`);
    for (const { process: worker } of workers) worker?.signal('SIGSTOP');
    await eventually(async () => expect((await fleet.acknowledged()).length).toBeGreaterThan(60), {
      withinMs: 30_000,
    });

    const answers: number[] = [];
    {
      await using _ = await postgres.disk.fill();
      for (const { process: worker } of workers) worker?.signal('SIGCONT');
      answers.push(...(await postFor(4000, fleet.urls, 'full')));
      expect(await logs(workers)).toContain('53100');
      await provokePanic(fleet.databaseUrl);
      answers.push(...(await postFor(1000, fleet.urls, 'panic')));
    }
    await postgres.revive();
    await delay(1000);
    await fleet.stopProducing();

    expect(await drain(fleet, 120_000)).toBeDefined();
    // 429: too much waits already.
    for (const status of answers) expect([202, 429, 503]).toContain(status);
    expect(answers.slice(-5)).toEqual([503, 503, 503, 503, 503]);
    expect(brokenPromises(await check(fleet, { mayInterrupt: false }))).toEqual([]);
  },
);

it('goes on recording while the disk of Redis is full', { timeout: 300_000 }, async ({ skip }) => {
  await using fleet = await startFleet({ perSecond: 20 });
  const { redis } = fleet;
  if (redis.disk === undefined) return skip(`NOT TESTED, there is no small disk: ${fleet.noDisks}`);
  await eventually(async () => expect((await fleet.acknowledged()).length).toBeGreaterThan(40), {
    withinMs: 30_000,
  });
  {
    await using _ = await redis.disk.fill();
    await delay(3000);
    for (let index = 0; index < 10; index++) {
      await eventually(async () =>
        expect(await postNew(fleet.urls[index % fleet.urls.length] ?? '', `extra${index}`)).toBe(202),
      );
    }
    expect(await logs([...fleet.ingests, ...fleet.workers])).toContain('MISCONF');
  }
  await redis.revive();
  await fleet.stopProducing();
  expect(await drain(fleet, 120_000)).toBeDefined();
  expect(brokenPromises(await check(fleet, { mayInterrupt: true }))).toEqual([]);
});

async function postFor(ms: number, urls: readonly string[], prefix: string): Promise<number[]> {
  const answers: number[] = [];
  const until = performance.now() + ms;
  for (let index = 0; performance.now() < until || answers.length < 5; index++) {
    answers.push(await postNew(urls[index % urls.length] ?? '', `${prefix}${index}`));
    await delay(50);
  }
  return answers;
}

/** Resolves with the status of the answer. */
async function postNew(url: string, id: string): Promise<number> {
  const body = JSON.stringify({ id, type: 'environment.push', state: 'complete' });
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/projects/${project}/activities`, {
    method: 'POST',
    headers,
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

async function logs(members: readonly Member[]): Promise<string> {
  const texts = await Promise.all(members.map(async ({ process }) => await process?.log()));
  return texts.join('\n');
}
