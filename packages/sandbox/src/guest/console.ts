import { reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeCounters } from './console-counters.ts';
import { joinValues, prefixLine, wholeLine } from './console-line.ts';
import type { Line } from './console-line.ts';
import { inspect } from './inspect.ts';
import { MAX_LINE } from './line-limit.ts';
import { makeError } from './make-error.ts';
import { withoutGuestFrames } from './own-frames.ts';
import { define, slice } from './primordials.ts';
import { showTable } from './table.ts';
import { indented } from './text.ts';

const MAX_INDENT = 40;

/** `console`, and what makes it forget groups, counters and timers of the run before. */
interface Console {
  readonly object: object;
  readonly reset: () => void;
}

/**
 * Makes `console`, with every method of the console standard: none of them can fail a run. Each prints at once;
 * arguments are joined by one space, strings shown as they are.
 */
export function makeConsole(bridge: Bridge): Console {
  let indent = '';
  const print = (level: string, line: Line) => {
    const cut = slice(line.text, 0, MAX_LINE);
    const text = indent === '' ? cut : indent + indented(cut, indent);
    const kept = slice(text, 0, MAX_LINE);
    const omitted = line.omitted + line.text.length - cut.length + text.length - kept.length;
    reach(bridge.print, level, kept, omitted);
  };
  const target = {};
  const add = (name: string, method: (...values: unknown[]) => void) => define(target, name, method);
  const addPrinter = (name: string, level: string) =>
    add(name, (...values) => print(level, joinValues(values)));
  addPrinter('log', 'log');
  addPrinter('info', 'info');
  addPrinter('warn', 'warn');
  addPrinter('error', 'error');
  addPrinter('debug', 'debug');
  addPrinter('dirxml', 'log');
  add('dir', (value) => print('log', wholeLine(inspect(value))));
  add('table', (value, columns) => {
    const table = showTable(value, columns);
    print('log', table === undefined ? joinValues([value]) : wholeLine(table));
  });
  add('trace', (...values) => print('debug', traced(joinValues(values))));
  add('assert', (condition, ...values) => {
    if (condition) return;
    const line = joinValues(values);
    print(
      'error',
      values.length === 0 ? wholeLine('Assertion failed') : prefixLine('Assertion failed: ', line),
    );
  });
  const group = (...values: unknown[]) => {
    if (values.length > 0) print('log', joinValues(values));
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
  const counters = makeCounters(print);
  add('count', counters.count);
  add('countReset', counters.countReset);
  add('time', counters.time);
  add('timeLog', counters.timeLog);
  add('timeEnd', counters.timeEnd);
  const reset = () => {
    indent = '';
    counters.reset();
  };
  return { object: target, reset };
}

function traced({ text, omitted }: Line): Line {
  return { text: withoutGuestFrames(makeError('Trace', text, traced).stack ?? text), omitted };
}
