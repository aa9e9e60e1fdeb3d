import { readTime } from '../http/time-in-query.ts';
import { invalid } from '../http/validate.ts';

const WEEK_MS = 7 * 86_400_000;

/** The range of a list of issues: the last seven days, unless it is said otherwise. */
export function readIssueRange(query: { readonly from?: string; readonly to?: string }) {
  const to = readTime('to', query.to) ?? new Date();
  const from = readTime('from', query.from) ?? new Date(to.getTime() - WEEK_MS);
  if (from >= to) throw invalid([{ field: 'from', message: 'must be before to' }]);
  return { from, to };
}
