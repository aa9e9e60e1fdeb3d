import type { Issue } from '../../api/entities.generated.ts';
import { words } from '../../words.ts';

/** What the failures of an issue have in common, in one line. */
export function describeError(
  issue: Pick<Issue, 'error_name' | 'outcome' | 'pattern' | 'http_status' | 'line'>,
): string {
  const { error_name: name, outcome, pattern, http_status: status, line } = issue;
  const what = name ?? (status === null ? words.outcomes[outcome] : `HTTP status ${status}`);
  const where = line === null ? '' : ` (line ${line})`;
  return `${what}${pattern === '' ? '' : `: ${pattern}`}${where}`;
}
