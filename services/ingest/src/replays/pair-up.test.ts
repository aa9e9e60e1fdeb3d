import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReplayableActivity } from '@upshot/ledger/replays/find-activities';
import { decideBy } from '@upshot/shared/condition';
import { expect, test } from 'vitest';
import type { MatchableIntegration } from '../activities/integration-cache.ts';
import { pairUp } from './pair-up.ts';

/** Nearly all that a condition can cost. */
const expensive = Array.from({ length: 20 }, () => 'activity.payload.text.contains("xxxy")').join(' || ');

const integrationOf = (id: string, condition: string | null): MatchableIntegration => ({
  id,
  name: id,
  type: 'webhook',
  concurrency: 1,
  pause: null,
  events: ['*'],
  states: ['complete'],
  environments: ['*'],
  excluded_environments: [],
  result: '*',
  condition,
});

const activityOf = (seq: number): ReplayableActivity => ({
  seq: String(seq),
  id: `a${seq}`,
  type: 'x',
  state: 'complete',
  result: null,
  environments: [],
  bytes: 1000,
  recorded_at: '2026-01-01T00:00:00Z',
});

test('however many conditions a replay decides, the event loop turns, and it can be given up', async () => {
  const integrations = Array.from({ length: 1000 }, (_, index) => integrationOf(`i${index}`, expensive));
  const documented = [1, 2].map((seq) => {
    const findRefusal = decideBy(() => ({ payload: { text: 'x'.repeat(1000) } }));
    return { activity: activityOf(seq), findRefusal };
  });
  const watched = { turns: 0, isDone: false };
  const watching = (async () => {
    for (; !watched.isDone; watched.turns++) await nextTurn();
  })();
  const chunks: number[] = [];
  for await (const { length } of pairUp(documented, [...integrations, integrationOf('all', null)]))
    chunks.push(length);
  watched.isDone = true;
  await watching;
  expect(watched.turns).toBeGreaterThan(10);
  expect(chunks.filter((length) => length === 0).length).toBeGreaterThan(10);
  expect(chunks.reduce((sum, length) => sum + length, 0)).toBe(2);
});
