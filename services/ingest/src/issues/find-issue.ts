import type { Database } from '@upshot/ledger/connect';
import { listIssues, type Issue } from '@upshot/ledger/issues/list';
import { Problem } from '@upshot/shared/problem';

/** Where an issue is looked for. */
export interface IssueKey {
  readonly project: string;
  readonly issue: string;
  readonly from: Date;
  readonly to: Date;
  /** Only one of these. */
  readonly integrations: readonly string[] | undefined;
}

/** Finds an issue; throws the problem `issue_not_found` when no failure of the range belongs to it. */
export async function findIssue(database: Database, key: IssueKey): Promise<Issue> {
  const { issues } = await listIssues(database, key, 1);
  const [found] = issues;
  if (found !== undefined) return found;
  const since = key.from.toUTCString();
  const detail = `No failed run of project "${key.project}" since ${since} has the issue "${key.issue}".`;
  throw new Problem('issue_not_found', detail);
}
