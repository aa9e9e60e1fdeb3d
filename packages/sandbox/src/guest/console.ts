import { reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeCounters } from './console-counters.ts';
import { inspect } from './inspect.ts';
import { makeError } from './make-error.ts';
import { withoutGuestFrames } from './own-frames.ts';
import { define, slice } from './primordials.ts';
import { showTable } from './table.ts';
import { indented } from './text.ts';

type Values = readonly unknown[];

/** Longer lines are cut here, in the isolate, so that no huge string is ever copied out of it. */
const MAX_LINE = 65_536;
const MAX_INDENT = 40;

/**
 * Makes `console`, with every method of the console standard: none of them can fail a run. Each prints at once;
 * arguments are joined by one space, strings shown as they are.
 */
export function makeConsole(bridge: Bridge): object {
  let indent = '';
  const print = (level: string, whole: string) => {
    const cut = slice(whole, 0, MAX_LINE);
    const text = indent === '' ? cut : indent + indented(cut, indent);
    const kept = slice(text, 0, MAX_LINE);
    reach(bridge.print, level, kept, whole.length - cut.length + text.length - kept.length);
  };
  const target = {};
  const add = (name: string, method: (...values: unknown[]) => void) => define(target, name, method);
  const addPrinter = (name: string, level: string) => add(name, (...values) => print(level, joined(values)));
  addPrinter('log', 'log');
  addPrinter('info', 'info');
  addPrinter('warn', 'warn');
  addPrinter('error', 'error');
  addPrinter('debug', 'debug');
  addPrinter('dirxml', 'log');
  add('dir', (value) => print('log', inspect(value)));
  add('table', (value, columns) => print('log', showTable(value, columns) ?? joined([value])));
  add('trace', (...values) => print('debug', traced(joined(values))));
  add('assert', (condition, ...values) => {
    if (!condition)
      print('error', values.length === 0 ? 'Assertion failed' : `Assertion failed: ${joined(values)}`);
  });
  const group = (...values: unknown[]) => {
    if (values.length > 0) print('log', joined(values));
    if (indent.length < MAX_INDENT) indent += '  ';
  };
  add('group', group);
  add('groupCollapsed', group);
  add('groupEnd', () => {
    indent = slice(indent, 2);
  });
  add('clear', () => {
    indent = '';
  });
  const counters = makeCounters(print, joined);
  add('count', counters.count);
  add('countReset', counters.countReset);
  add('time', counters.time);
  add('timeLog', counters.timeLog);
  add('timeEnd', counters.timeEnd);
  return target;
}

function joined(values: Values): string {
  let text = '';
  for (let i = 0; i < values.length && text.length <= MAX_LINE; i += 1) {
    const value = values[i];
    text += `${i === 0 ? '' : ' '}${typeof value === 'string' ? value : inspect(value)}`;
  }
  return text;
}

function traced(text: string): string {
  return withoutGuestFrames(makeError('Trace', text, traced).stack ?? text);
}
