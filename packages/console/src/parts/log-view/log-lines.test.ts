import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLogText, type LogLine } from './log-lines.ts';

const item = (id: string, message: string) =>
  JSON.stringify({ _id: id, data: { timestamp: '2026-01-31T12:00:00.000000+00:00', message } });

test('a log reads the same however its text is cut', () => {
  const messages = ['one\n', '\n', 'two\nlines\n', '{"seal":true}\n', ''];
  const text = `${messages.map((message, index) => item(`1.${index}`, message)).join('\n')}\n{"seal":true}\n`;
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const places = [0, ...cuts.toSorted((one, other) => one - other), text.length];
      const lines: LogLine[] = [];
      let rest = '';
      let isComplete = false;
      for (const [index, place] of places.slice(1).entries()) {
        const part = readLogText(rest + text.slice(places[index], place));
        lines.push(...part.lines);
        ({ rest } = part);
        isComplete ||= part.isComplete;
      }
      expect(lines.map((line) => line.text)).toEqual(['one', '', 'two\nlines', '{"seal":true}', '']);
      expect([rest, isComplete]).toEqual(['', true]);
    }),
  );
});
