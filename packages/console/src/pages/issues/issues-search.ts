import { defineSearch, listOf, oneOf, text } from '../../search.ts';

export const ranges = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
} as const;

export type Range = keyof typeof ranges;

export const rangeNames = Object.keys(ranges) as readonly Range[];

export const issueStates = ['open', 'acknowledged', 'resolved'] as const;

/** The filters of the list of issues. */
export const issuesSearch = defineSearch({
  state: listOf(issueStates),
  integration: text,
  range: oneOf(rangeNames),
});

export type IssuesSearch = ReturnType<typeof issuesSearch>;

/** The range that an issue is shown of. */
export const issueSearch = defineSearch({ range: oneOf(rangeNames) });

const HOUR_MS = 3_600_000;
const lengths: { readonly [R in Range]: number } = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};

/** When a range begins that ends now. */
export function startOf(range: Range = '7d'): string {
  return new Date(Date.now() - lengths[range]).toUTCString();
}
