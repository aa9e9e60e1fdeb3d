import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';
import { atob as guestAtob, btoa as guestBtoa } from './guest/base64.ts';

const sandbox = sandboxForTests();

/** A sample of `html/webappapis/atob/base64.html` of the web platform tests. */
const WPT_ATOB = [
  '',
  'abcd',
  ' abcd',
  'abcd ',
  ' abcd===',
  'abcd=== ',
  'abcd ===',
  'a',
  'ab',
  'abc',
  'abcde',
  '𐀀',
  '=',
  '==',
  '===',
  '====',
  '=====',
  'a=',
  'a==',
  'a===',
  'ab=',
  'ab==',
  'ab===',
  'abc=',
  'abc==',
  'abcd=',
  'abcde=',
  'abcde==',
  '=a',
  '=a=',
  'a=b',
  'a=b=',
  'ab=c',
  'ab=c=',
  'abc=d',
  'abc=d=',
  'ab\tcd',
  'ab\ncd',
  'ab\fcd',
  'ab\rcd',
  'ab cd',
  'ab\u00a0cd',
  'ab\t\n\f\r cd',
  ' \t\n\f\r ab\t\n\f\r cd\t\n\f\r ',
  'ab\t\n\f\r =\t\n\f\r =\t\n\f\r ',
  'A',
  '/A',
  '//A',
  '///A',
  '////A',
  '/',
  'A/',
  'AA/',
  'AAAA/',
  'AAA/',
  '\0nonsense',
  'abcd\0nonsense',
  'YQ',
  'YR',
  '~~',
  '??',
  '--',
];

const outcomeOf = (decode: (text: string) => string, text: string) => {
  try {
    return decode(text);
  } catch (error) {
    return (error as Error).name;
  }
};

describe('base64', () => {
  test.each(WPT_ATOB)('atob(%j) does what the platform does', (text) => {
    expect(outcomeOf(guestAtob, text)).toBe(outcomeOf(globalThis.atob, text));
  });

  test('btoa and atob do what the platform does, whatever they get', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.uint8Array(),
        fc.base64String(),
        (text, bytes, base64) => {
          const latin1 = Buffer.from(bytes).toString('latin1');
          expect(outcomeOf(guestBtoa, text)).toBe(outcomeOf(globalThis.btoa, text));
          expect(guestBtoa(latin1)).toBe(globalThis.btoa(latin1));
          expect(outcomeOf(guestAtob, base64)).toBe(outcomeOf(globalThis.atob, base64));
        },
      ),
    );
  });

  test('reads long texts, past setters that a script has put on lists', async () => {
    const source = `const seen = []; const text = 'abc'.repeat(5000); const encoded = btoa(text);
      for (const i of [0, 1, 4095]) Object.defineProperty(Array.prototype, i, { set(value) { seen.length += 1; } });
      console.log(atob(encoded) === text, seen.length)`;
    expect(texts(await runSource(sandbox, source))).toEqual(['true 0']);
  });

  test('is there for scripts, which may have names of their own', async () => {
    const use = `console.log(btoa('user:word'), atob('dXNlcjp3b3Jk')); try { btoa('€') } catch (e) { console.log(e.name) }`;
    expect(texts(await runSource(sandbox, use))).toEqual(['dXNlcjp3b3Jk user:word', 'InvalidCharacterError']);
    const own = `function btoa() { return 'mine' } atob = 1; console.log(btoa(), atob)`;
    expect(texts(await runSource(sandbox, own))).toEqual(['mine 1']);
  });
});
