import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeThirdParty, findLicenseFaults, type Component } from '../../scripts/describe-third-party.ts';
import { reviewedImages, reviewedPackages } from '../../scripts/licenses.ts';

/** Everything that was reviewed, as for development only, so that only the package under test can be wrong. */
const used: readonly Component[] = [
  ...Object.entries(reviewedPackages),
  ...Object.entries(reviewedImages).map(([name, review]) => [`image ${name}`, review] as const),
].map(([name, reviewed]) => ({
  name,
  version: '1.0.0',
  license: reviewed.license,
  isForDevelopment: true,
  reviewed,
}));

function faultsOf(license: string | undefined, isForDevelopment = false): readonly string[] {
  return findLicenseFaults([...used, { name: 'x', version: '1.0.0', license, isForDevelopment }]);
}

test.each(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND (GPL-3.0-only OR ISC)'])('%s is allowed', (license) => {
  expect(faultsOf(license)).toEqual([]);
});

test.each(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'SSPL-1.0', 'MPL-2.0', 'SEE LICENSE IN x', undefined])(
  '%s fails the check',
  (license) => {
    expect(faultsOf(license)).toEqual([`x: ${license ?? 'none'}`]);
  },
);

test('what only builds and tests may have some further licenses', () => {
  expect(faultsOf('MPL-2.0', true)).toEqual([]);
  expect(faultsOf('GPL-3.0-only', true)).toHaveLength(1);
});

test('a review of what is not used fails the check', () => {
  expect(findLicenseFaults(used.slice(1))).toEqual([expect.stringContaining('but not used')]);
});

test('THIRD_PARTY.md lists every package and image with its license', async () => {
  const page = await readFile(join(import.meta.dirname, '..', '..', 'THIRD_PARTY.md'), 'utf8');
  expect(page).toBe(await describeThirdParty());
  expect(page).toMatch(/^\| @falkordblite\/linux-x64 \| .* SSPL-1\.0 \|/m);
  expect(page).toMatch(/^- fastify \d/m);
});
