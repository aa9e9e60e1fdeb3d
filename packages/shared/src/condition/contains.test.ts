import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contains } from './contains.ts';

const letters = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom('a', 'b', '\u{1F600}'), { minLength, maxLength }).map((list) => list.join(''));

test('agrees with includes, also for long texts that nearly match', () => {
  fc.assert(
    fc.property(letters(0, 60), letters(0, 60), letters(33, 80), fc.nat(80), (before, after, text, cut) => {
      for (const searched of [text, text.slice(0, cut), `${text}${text}`]) {
        for (const whole of [
          `${before}${text}${after}`,
          `${before}${text.slice(1)}${after}`,
          `${text}${before}`,
        ])
          expect(contains(whole, searched)).toBe(whole.includes(searched));
      }
    }),
  );
});

test('takes time in proportion to the texts, however nearly they match', () => {
  const text = 'a'.repeat(31_000);
  const searched = `${'a'.repeat(600)}b${'a'.repeat(299)}`;
  contains(text, searched);
  const before = process.cpuUsage();
  for (let time = 0; time < 50; time++) expect(contains(text, searched)).toBe(false);
  // About 20 ms; 700 ms where it compares anew at each character.
  expect(process.cpuUsage(before).user).toBeLessThan(300_000);
});
