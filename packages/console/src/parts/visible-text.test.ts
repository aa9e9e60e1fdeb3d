import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeVisible } from './visible-text.ts';

test.each([
  ['\u001b[31mred', '␛[31mred'],
  ['a\u0000b', 'a␀b'],
  ['user\u202Egnp.exe', 'user⟨U+202E⟩gnp.exe'],
  ['\u200b\ufeff', '⟨U+200B⟩⟨U+FEFF⟩'],
  ['\ud800x', '⟨U+D800⟩x'],
  ['x\udc00', 'x⟨U+DC00⟩'],
  ['tab\tline\nend 👍 é', 'tab\tline\nend 👍 é'],
])('%j is shown as %j', (text, shown) => {
  expect(makeVisible(text)).toBe(shown);
});

test('what is shown has nothing left to make visible, and is well-formed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff)), (codes) => {
      const shown = makeVisible(String.fromCharCode(...codes));
      expect(makeVisible(shown)).toBe(shown);
      expect(shown.isWellFormed()).toBe(true);
    }),
  );
});
