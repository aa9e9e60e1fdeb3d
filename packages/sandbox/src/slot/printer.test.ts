import { expect, test } from 'vitest';
import type { Frame } from '../frames.ts';
import { Printer } from './printer.ts';

test('the end of a flood goes out before a request, but not before every short call', () => {
  const sent: Frame[] = [];
  const printer = new Printer('run', 200, (frame) => sent.push(frame));
  for (let i = 0; i < 50; i += 1) printer.print('log', 'a line of some length', 0);
  printer.flush();
  const before = sent.length;
  printer.print('log', 'one more', 0);
  printer.flushBefore(false);
  expect(sent).toHaveLength(before);
  printer.flushBefore(true);
  expect(sent).toHaveLength(before + 1);
});
