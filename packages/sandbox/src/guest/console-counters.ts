import { attempt, now, slice, toText } from './primordials.ts';

type Print = (level: string, text: string) => void;
type Numbers = Record<string, number>;
type Method = (...values: unknown[]) => void;

/** The methods of `console` that count and take the time under a label. */
interface Counters {
  readonly count: Method;
  readonly countReset: Method;
  readonly time: Method;
  readonly timeLog: Method;
  readonly timeEnd: Method;
}

/** Makes the counters and timers of one `console`, with the words that Node has for them. */
export function makeCounters(print: Print, joined: (values: unknown[]) => string): Counters {
  const counts = { __proto__: null } as unknown as Numbers;
  const timers = { __proto__: null } as unknown as Numbers;
  const printTime = (label: string, text: string) => {
    const startedAt = timers[label];
    if (startedAt === undefined) print('warn', `Timer '${label}' does not exist`);
    else print('info', `${label}: ${now() - startedAt}ms${text === '' ? '' : ` ${text}`}`);
  };
  return {
    count(value) {
      const label = labelOf(value);
      counts[label] = (counts[label] ?? 0) + 1;
      print('log', `${label}: ${counts[label]}`);
    },
    countReset(value) {
      const label = labelOf(value);
      if (counts[label] === undefined) print('warn', `Count for '${label}' does not exist`);
      delete counts[label];
    },
    time(value) {
      const label = labelOf(value);
      if (timers[label] === undefined) timers[label] = now();
      else print('warn', `Timer '${label}' already exists`);
    },
    timeLog: (value, ...values) => printTime(labelOf(value), joined(values)),
    timeEnd(value) {
      const label = labelOf(value);
      printTime(label, '');
      delete timers[label];
    },
  };
}

function labelOf(value: unknown): string {
  if (value === undefined) return 'default';
  return slice(attempt(() => toText(value)) ?? '[unreadable]', 0, 1_000);
}
