import { defineSearch, oneOf } from '../../search.ts';

/** The most characters of a query that an address holds: servers refuse longer addresses. */
export const LONGEST_IN_ADDRESS = 6000;

export const rowLimits = ['100', '1000', '10000'] as const;

export type RowLimit = (typeof rowLimits)[number];

/** The query and how many rows of its answer are read. */
export const sqlSearch = defineSearch({ query: queryText, rows: oneOf(rowLimits) });

/** As it was typed: the server counts characters of it. */
function queryText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
