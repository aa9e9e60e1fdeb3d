import type { LiveLine } from '@upshot/runtime/live-output';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { liveOutputForTests } from '../../testing/live-output.ts';
import { LiveRun } from './live-run.ts';

const now = Date.parse('2026-01-31T12:00:00.000Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now });
  onTestFinished(() => void vi.useRealTimers());
});

const liveOutput = liveOutputForTests();
let runs = 0;

/**
 * The second attempt of a run, what has been done for it, in order, and what is shown of it in Redis. Lines are added
 * there as soon as `gate.opened` resolves.
 */
function start(begin: () => Promise<void> = () => Promise.resolve()) {
  const live = liveOutput();
  const id = `r${++runs}`;
  const calls: (string | readonly LiveLine[])[] = [];
  const appended: Promise<void>[] = [];
  const gate = { opened: Promise.resolve() };
  const run = new LiveRun({
    live: {
      ...live,
      append(name, attempt, lines) {
        calls.push(`append ${attempt}`, lines);
        const appending = gate.opened.then(() => live.append(name, attempt, lines));
        appended.push(appending);
        return appending;
      },
      end(name, attempt) {
        calls.push(`end ${attempt}`);
        return live.end(name, attempt);
      },
    },
    run: id,
    attempt: 2,
    redact: (text) => text.replaceAll('secret', '******'),
    begin: () => {
      calls.push('begin');
      return begin();
    },
  });
  const readShown = async () => {
    await Promise.all(appended);
    return await live.read(id, 2);
  };
  return { run, calls, gate, readShown };
}

test('an attempt that prints nothing costs nothing, however long it takes', async () => {
  const { run, calls } = start();
  await vi.advanceTimersByTimeAsync(60_000);
  await run[Symbol.asyncDispose]();
  expect(calls).toEqual([]);
});

test('an attempt that ends within half a second of its first line is not begun, and not shown', async () => {
  const { run, calls } = start();
  await vi.advanceTimersByTimeAsync(10_000);
  run.add({ atMs: 10_000, level: 'log', text: 'hello' });
  await vi.advanceTimersByTimeAsync(499);
  await run[Symbol.asyncDispose]();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toEqual([]);
});

test('a longer attempt is begun once, and shown from then on, five times a second', async () => {
  const { run, calls, readShown } = start();
  run.add({ atMs: 0, level: 'log', text: 'one' });
  run.add({ atMs: 20.4, level: 'log', text: 'two' });
  await vi.advanceTimersByTimeAsync(500);
  const first = [
    'begin',
    'append 2',
    [
      [now, 'one'],
      [now + 20, 'two'],
    ],
  ];
  expect(calls).toEqual(first);
  expect(await readShown()).toEqual(first[2]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual(first);
  run.add({ atMs: 1500, level: 'log', text: 'three' });
  await vi.advanceTimersByTimeAsync(199);
  expect(calls).toEqual(first);
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toEqual([...first, 'append 2', [[now + 1500, 'three']]]);
  expect(await readShown()).toHaveLength(3);
  await run[Symbol.asyncDispose]();
});

test('lines have the time at which they were printed, also when the first one comes late', async () => {
  const { run, calls } = start();
  run.add({ atMs: 300, level: 'log', text: 'first' });
  run.add({ atMs: 700, level: 'log', text: 'second' });
  await vi.advanceTimersByTimeAsync(500);
  expect(calls[2]).toEqual([
    [now, 'first'],
    [now + 400, 'second'],
  ]);
  await run[Symbol.asyncDispose]();
});

test('secrets are redacted before anything is shown', async () => {
  const { run, readShown } = start();
  run.add({ atMs: 0, level: 'log', text: 'the secret is out' });
  await vi.advanceTimersByTimeAsync(500);
  expect(await readShown()).toEqual([[now, 'the ****** is out']]);
  await run[Symbol.asyncDispose]();
});

test('nothing is shown once the attempt is over, and its end is told behind its last lines', async () => {
  const { run, calls, gate, readShown } = start();
  const opening = Promise.withResolvers<void>();
  gate.opened = opening.promise;
  run.add({ atMs: 0, level: 'log', text: 'one' });
  await vi.advanceTimersByTimeAsync(500);
  run.add({ atMs: 500, level: 'log', text: 'too late to be shown' });
  await run[Symbol.asyncDispose]();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toEqual(['begin', 'append 2', [[now, 'one']]]);
  opening.resolve();
  await readShown();
  expect(calls.at(-1)).toBe('end 2');
});

test('lines are shown only when those before them are', async () => {
  const { run, calls, gate, readShown } = start();
  const opening = Promise.withResolvers<void>();
  gate.opened = opening.promise;
  run.add({ atMs: 0, level: 'log', text: 'one' });
  await vi.advanceTimersByTimeAsync(500);
  run.add({ atMs: 500, level: 'log', text: 'two' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toEqual(['begin', 'append 2', [[now, 'one']]]);
  opening.resolve();
  await readShown();
  expect(calls.slice(3)).toEqual(['append 2', [[now + 500, 'two']]]);
  expect((await readShown()).map(([, text]) => text)).toEqual(['one', 'two']);
  await run[Symbol.asyncDispose]();
});

test('an attempt is over only when its beginning is written', async () => {
  const beginning = Promise.withResolvers<void>();
  const { run } = start(() => beginning.promise);
  run.add({ atMs: 0, level: 'log', text: 'one' });
  await vi.advanceTimersByTimeAsync(500);
  let isOver = false;
  const ending = run[Symbol.asyncDispose]().then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(1000);
  expect(isOver).toBe(false);
  beginning.resolve();
  await ending;
});

test('a beginning that is refused is left to the settlement', async () => {
  const { run, calls } = start(() => Promise.reject(new Error('fenced')));
  run.add({ atMs: 0, level: 'log', text: 'one' });
  await vi.advanceTimersByTimeAsync(500);
  await expect(run[Symbol.asyncDispose]()).resolves.toBeUndefined();
  expect(calls[0]).toBe('begin');
});
