import { eventually } from '@upshot/testing/eventually';
import { expect, onTestFinished, test } from 'vitest';
import { watchConsumption } from './consumption.ts';

const LIMIT_MS = 400;

/** A watch whose ledger answers with what is set, and what it has told, in order. */
function start(initial: () => Promise<boolean>) {
  const ledger = { hasUnclaimedWork: initial };
  const told: string[] = [];
  const watch = watchConsumption({
    limitMs: LIMIT_MS,
    hasUnclaimedWork: () => ledger.hasUnclaimedWork(),
    onStalled: (reason) => told.push(reason),
    onResumed: () => told.push('resumed'),
  });
  onTestFinished(() => watch[Symbol.asyncDispose]());
  return { ledger, told, watch };
}

const nothing = () => Promise.resolve(false);
const unclaimed = () => Promise.resolve(true);

test('a worker that claims nothing while work is due stalls once, and resumes with a claim', async () => {
  const { told, watch } = start(unclaimed);
  expect(watch.state()).toMatchObject({ isProven: true });
  await eventually(() => expect(watch.state()).toMatchObject({ isProven: false }));
  expect(watch.state().reason).toBe('work is due, and this worker claims none');
  expect(watch.state().provenMsAgo).toBeGreaterThan(LIMIT_MS / 2);
  await eventually(() => expect(told).toEqual(['work is due, and this worker claims none']));
  watch.noteClaim();
  expect(watch.state()).toMatchObject({ isProven: true, reason: undefined });
  expect(told).toEqual(['work is due, and this worker claims none', 'resumed']);
});

test.each([
  ['fails', () => Promise.reject(new Error('away'))],
  ['does not answer', () => new Promise<boolean>(() => undefined)],
])('a ledger that %s proves nothing, until no work is unclaimed', async (_what, silent) => {
  const { ledger, told, watch } = start(silent);
  await eventually(() => expect(watch.state()).toMatchObject({ isProven: false }));
  expect(watch.state().reason).toBe('the ledger does not say whether work is due');
  ledger.hasUnclaimedWork = nothing;
  await eventually(() => expect(watch.state()).toMatchObject({ isProven: true }));
  await eventually(() => expect(told.at(-1)).toBe('resumed'));
});

test('a worker that has nothing to do proves it again and again', async () => {
  let asked = 0;
  const { told } = start(() => {
    asked++;
    return nothing();
  });
  await eventually(() => expect(asked).toBeGreaterThan(20));
  expect(told).toEqual([]);
});
