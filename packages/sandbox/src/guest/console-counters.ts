import { joinValues, prefixLine, wholeLine } from './console-line.ts';
import type { Line } from './console-line.ts';
import { attempt, now, slice, toText } from './primordials.ts';

type Print = (level: string, line: Line) => void;
type Numbers = Record<string, number>;
type Method = (...values: unknown[]) => void;

/** The methods of `console` that count and take the time under a label. */
interface Counters {
  readonly count: Method;
  readonly countReset: Method;
  readonly time: Method;
  readonly timeLog: Method;
  readonly timeEnd: Method;
  /** Forgets everything, as at the beginning of a run. */
  readonly reset: () => void;
}

/** Makes the counters and timers of one `console`, with the words that Node has for them. */
export function makeCounters(print: Print): Counters {
  let counts = noNumbers();
  let timers = noNumbers();
  const printText = (level: string, text: string) => print(level, wholeLine(text));
  const printTime = (label: string, rest: Line) => {
    const startedAt = timers[label];
    if (startedAt === undefined) return printText('warn', `Timer '${label}' does not exist`);
    const time = `${label}: ${now() - startedAt}ms`;
    print('info', prefixLine(rest.text === '' ? time : `${time} `, rest));
  };
  return {
    count(value) {
      const label = labelOf(value);
      counts[label] = (counts[label] ?? 0) + 1;
      printText('log', `${label}: ${counts[label]}`);
    },
    countReset(value) {
      const label = labelOf(value);
      if (counts[label] === undefined) printText('warn', `Count for '${label}' does not exist`);
      delete counts[label];
    },
    time(value) {
      const label = labelOf(value);
      if (timers[label] === undefined) timers[label] = now();
      else printText('warn', `Timer '${label}' already exists`);
    },
    timeLog: (value, ...values) => printTime(labelOf(value), joinValues(values)),
    timeEnd(value) {
      const label = labelOf(value);
      printTime(label, wholeLine(''));
      delete timers[label];
    },
    reset() {
      counts = noNumbers();
      timers = noNumbers();
    },
  };
}

function noNumbers(): Numbers {
  return { __proto__: null } as unknown as Numbers;
}

function labelOf(value: unknown): string {
  if (value === undefined) return 'default';
  return slice(attempt(() => toText(value)) ?? '[unreadable]', 0, 1_000);
}
