import { WORKER_SILENCE_MS } from '@upshot/ledger/workers/read';
import { expect, test } from 'vitest';
import { createSealingGate } from './sealing-gate.ts';

type Answer = boolean | undefined;

/** What the gate says after each answer, which came so many milliseconds after the start, and what it announced. */
function follow(answers: readonly (readonly [ms: number, answer: Answer])[]) {
  const announced: string[] = [];
  let time = 0;
  const gate = createSealingGate({
    onClosed: () => announced.push('closed'),
    onOpened: () => announced.push('opened'),
    now: () => time,
  });
  const before = gate.maySeal();
  const after = answers.map(([ms, answer]) => {
    time = ms;
    gate.follow(answer);
    return gate.maySeal();
  });
  return { before, after, announced };
}

const wait = WORKER_SILENCE_MS;

test.each<[string, (readonly [number, Answer])[], boolean[], string[]]>([
  ['opens with the first answer', [[0, true]], [true], []],
  ['stays closed while nothing was answered', [[0, undefined]], [false], []],
  [
    'waits when the first report was not answered',
    [
      [0, undefined],
      [5, true],
      [wait + 4, true],
      [wait + 5, true],
    ],
    [false, false, false, true],
    [],
  ],
  [
    'stays open without an answer',
    [
      [0, true],
      [5, undefined],
      [10, true],
    ],
    [true, true, true],
    [],
  ],
  [
    'closes at once for an older worker, and says so once',
    [
      [0, true],
      [5, false],
      [10, false],
    ],
    [true, false, false],
    ['closed'],
  ],
  [
    'opens when no older worker was seen for long enough',
    [
      [0, false],
      [5, true],
      [wait + 4, true],
      [wait + 5, true],
    ],
    [false, false, false, true],
    ['closed', 'opened'],
  ],
  [
    'waits anew for an older worker that comes back, or after a ledger that was away',
    [
      [0, false],
      [5, true],
      [10, undefined],
      [wait + 5, true],
      [wait + 10, false],
      [2 * wait + 10, true],
      [3 * wait + 9, true],
      [3 * wait + 10, true],
    ],
    [false, false, false, false, false, false, false, true],
    ['closed', 'opened'],
  ],
])('the gate %s', (_what, answers, after, announced) => {
  expect(follow(answers)).toEqual({ before: false, after, announced });
});
