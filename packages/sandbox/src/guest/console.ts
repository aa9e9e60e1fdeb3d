import { reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { inspect } from './inspect.ts';
import { makeError } from './make-error.ts';
import { define, slice, toText } from './primordials.ts';
import { withoutGuestFrames } from './own-frames.ts';

type Values = readonly unknown[];

/** Longer lines are cut here, in the isolate, so that no huge string is ever copied out of it. */
const MAX_LINE = 65_536;

/** Makes `console`. Every method prints at once; arguments are joined by one space, strings shown as they are. */
export function makeConsole(bridge: Bridge): object {
  const print = (level: string, text: string) => reach(bridge.print, level, bounded(text));
  const counts = { __proto__: null } as unknown as Record<string, number>;
  const target = {};
  const add = (name: string, method: (...values: unknown[]) => void) => define(target, name, method);

  add('log', (...values) => print('log', joined(values, 0)));
  add('info', (...values) => print('info', joined(values, 0)));
  add('warn', (...values) => print('warn', joined(values, 0)));
  add('error', (...values) => print('error', joined(values, 0)));
  add('debug', (...values) => print('debug', joined(values, 0)));
  add('dir', (value) => print('log', inspect(value)));
  add('table', (value) => print('log', inspect(value)));
  add('group', (...values) => print('log', joined(values, 0)));
  add('groupEnd', () => undefined);
  add('trace', (...values) => print('debug', traced(joined(values, 0))));
  add('count', (label = 'default') => print('log', counted(counts, bounded(toText(label)))));
  add('assert', (condition, ...values) => {
    if (!condition)
      print('error', values.length === 0 ? 'Assertion failed' : `Assertion failed: ${joined(values, 0)}`);
  });
  return target;
}

function joined(values: Values, from: number): string {
  let text = '';
  for (let i = from; i < values.length && text.length <= MAX_LINE; i += 1) {
    const value = values[i];
    text += `${i === from ? '' : ' '}${typeof value === 'string' ? value : inspect(value)}`;
  }
  return text;
}

function traced(text: string): string {
  return withoutGuestFrames(makeError('Trace', text, traced).stack ?? text);
}

function counted(counts: Record<string, number>, label: string): string {
  counts[label] = (counts[label] ?? 0) + 1;
  return `${label}: ${counts[label]}`;
}

function bounded(text: string): string {
  if (text.length <= MAX_LINE) return text;
  return `${slice(text, 0, MAX_LINE)}… ${text.length - MAX_LINE} characters omitted`;
}
