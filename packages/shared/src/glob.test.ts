import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { matchesGlob } from './glob.ts';

describe('a glob', () => {
  it.each([
    ['*', '', true],
    ['*', 'environment.push', true],
    ['environment.*', 'environment.push', true],
    ['environment.*', 'environment', false],
    ['*.push', 'environment.push', true],
    ['env*push*', 'environment.push', true],
    ['environment.push', 'environment_push', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['', '', true],
    ['*a', 'a', true],
    ['a*', 'a', true],
    ['a*b', 'ab', true],
    ['**', 'a', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('agrees with the regular expression that says the same', () => {
    const small = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(small, small, (pattern, text) => {
        const source = pattern
          .split('*')
          .map((part) => part.replaceAll('.', '\\.'))
          .join('[^]*');
        expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
    );
  });

  it('stays quick on patterns made to be slow', () => {
    const startedAt = performance.now();
    matchesGlob('a*'.repeat(100) + 'b', 'a'.repeat(255));
    expect(performance.now() - startedAt).toBeLessThan(100 * busyness());
  });
});
