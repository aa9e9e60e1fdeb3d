import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { badPorts } from './bad-ports.ts';

/** What undici's own fetch blocks, by the Fetch standard. */
const { badPorts: ofStandard } = createRequire(import.meta.url)('undici/lib/web/fetch/constants.js') as {
  readonly badPorts: readonly string[];
};

test('the blocked ports are those of the Fetch standard', () => {
  expect(badPorts).toEqual(new Set([0, ...ofStandard.map(Number)]));
});
