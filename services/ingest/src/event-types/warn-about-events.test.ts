import { expect, test } from 'vitest';
import { warnAboutEvents } from './warn-about-events.ts';

test('known event types and globs raise no warning', () => {
  expect(
    warnAboutEvents(['*', 'environment.*', 'env*.push', 'environment.push', 'project.domain.create']),
  ).toEqual([]);
});

test('an event type that is not in the catalogue is named, with its place and the nearest', () => {
  const warnings = warnAboutEvents(['environment.push', 'environment.bakcup', 'x9', '__proto__']);
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toMatch(/^events\[1\]: "environment\.bakcup" .* Did you mean "environment\.backup"\?$/);
  expect(warnings[1]).toMatch(/^events\[2\]: "x9" is not in the catalogue/);
  expect(warnings[1]).not.toContain('Did you mean');
});
