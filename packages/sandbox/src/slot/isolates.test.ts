import { afterAll, expect, test } from 'vitest';
import type { RunOptions } from '../messages.ts';
import { slotProgram } from '../slot-program.ts';
import { loadEngine } from './engine.ts';
import { Isolates } from './isolates.ts';

const text = (source: string) => ({ filename: 'test', source });
const code = {
  prelude: text('1'),
  underscore: text('1'),
  promiseWatch: text('1'),
  tape: text('1'),
  frozenRealm: text('1'),
};
const isolates = new Isolates(loadEngine(slotProgram().addonPath), code, 8);
const options = { isolation: 'context', runsPerIsolate: 3 } as RunOptions;

afterAll(() => isolates.replace());

test('an isolate stays with its integration and never goes to another', () => {
  const first = isolates.take('a');
  isolates.settle(options, true);
  expect(isolates.take('a')).toBe(first);
  const second = isolates.take('b');
  expect(second).not.toBe(first);
  expect(first.isDisposed).toBe(true);
});

test('an isolate ends after an abnormal end', () => {
  const isolate = isolates.take('c');
  isolates.settle(options, false);
  expect(isolate.isDisposed).toBe(true);
});

test('an isolate ends after its number of runs, or after each when that is wished', () => {
  const used = [1, 2, 3, 4].map(() => {
    const isolate = isolates.take('d');
    isolates.settle(options, true);
    return isolate;
  });
  expect(new Set(used).size).toBe(2);
  const isolate = isolates.take('d');
  isolates.settle({ ...options, isolation: 'isolate' }, true);
  expect(isolate.isDisposed).toBe(true);
});
