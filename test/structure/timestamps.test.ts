import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/**
 * Files whose times do not leave Upshot as a time: a parameter of a statement, a value of scripts, a file's name, what
 * the console shows in the reader's own zone.
 */
const internal = [
  'packages/console/src/pages/live/live-event.ts',
  'packages/console/src/pages/overview/histogram.tsx',
  'packages/ledger/src/activities/record.ts',
  'packages/sandbox/src/guest/primordials.ts',
  'services/worker/src/retention/archive-step.ts',
];

test('every time that leaves Upshot is written by one function', () => {
  const files = globSync('{packages,services}/*/src/**/*.{ts,tsx}', { cwd: root });
  const writers = files.filter(
    (file) =>
      !file.endsWith('.test.ts') &&
      !file.includes('/testing/') &&
      readFileSync(join(root, file), 'utf8').includes('toISOString'),
  );
  expect(writers.toSorted()).toEqual([...internal, 'packages/shared/src/timestamp.ts'].toSorted());
});
