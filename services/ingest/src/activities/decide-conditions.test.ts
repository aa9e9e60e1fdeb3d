import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HookType } from '@upshot/integrations/registry';
import { expect, test } from 'vitest';
import { createConditionDecider } from './decide-conditions.ts';
import type { MatchableIntegration } from './integration-cache.ts';
import { planRuns } from './plan-runs.ts';

const facts = { id: 'a', type: 'x', state: 'complete', result: null, environments: [] } as const;
const submissionOf = (payload: object) => ({
  projectId: 'p',
  facts,
  createdAt: undefined,
  body: JSON.stringify({ payload }),
  traceparent: undefined,
  traceId: undefined,
});

const integrationOf = (condition: string, id: string): MatchableIntegration => ({
  id,
  name: id,
  type: 'webhook' satisfies HookType,
  concurrency: 1,
  pause: null,
  events: ['*'],
  states: ['complete'],
  environments: ['*'],
  excluded_environments: [],
  result: '*',
  condition,
});

/** How often the event loop turned while something went on. */
async function watchTurns<T>(work: Promise<T>) {
  const watched = { isDone: false };
  const done = work.finally(() => (watched.isDone = true));
  let turns = 0;
  for (; !watched.isDone; turns++) await nextTurn();
  return { result: await done, turns };
}

/** Nearly all that a condition can cost. */
const expensive = Array.from({ length: 20 }, () => 'activity.payload.text.contains("xxxy")').join(' || ');

test('however many conditions one activity has, the event loop turns meanwhile', async () => {
  await using conditions = createConditionDecider();
  const submission = submissionOf({ text: 'x'.repeat(1000) });
  const integrations = Array.from({ length: 1000 }, (_, index) => integrationOf(expensive, `i${index}`));
  const watched = await watchTurns(planRuns(submission, integrations, conditions));
  expect(watched.result.receipt.skipped).toHaveLength(1000);
  expect(watched.result.receipt.skipped[999]?.reason.message).toContain('does not contain "xxxy"');
  expect(watched.turns).toBeGreaterThan(10);
});

test('the conditions of a heavy body are decided while the event loop turns, and once each', async () => {
  await using conditions = createConditionDecider();
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]));
  const submission = submissionOf(many);
  const refusing = integrationOf('activity.payload.key9 == 1', 'one');
  const met = integrationOf('activity.payload.key9 == 9', 'two');
  const first = await watchTurns(conditions.decide(submission, [refusing]));
  expect(first.result(refusing)).toBe('activity.payload.key9 is 9, not 1');
  expect(first.turns).toBeGreaterThan(10);
  const second = await conditions.decide(submission, [refusing, met]);
  expect([second(refusing), second(met)]).toEqual(['activity.payload.key9 is 9, not 1', undefined]);
});
