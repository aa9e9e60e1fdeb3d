import { defineSearch } from '../../search.ts';

/** The versions that are compared. */
export const versionsSearch = defineSearch({ from: versionNumber, to: versionNumber });

function versionNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) && number > 0 && number < 2 ** 31 ? number : undefined;
}
