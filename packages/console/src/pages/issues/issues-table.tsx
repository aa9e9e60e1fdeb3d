import { Link } from '@tanstack/react-router';
import type { Issue } from '../../api/entities.generated.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { words } from '../../words.ts';
import { describeError } from './describe-error.ts';
import { IssueStateBadge } from './issue-state-badge.tsx';
import type { Range } from './issues-search.ts';
import { Sparkline } from '../../parts/sparkline.tsx';

/** One row an issue. */
export function IssuesTable({
  project,
  range,
  issues,
}: {
  readonly project: string;
  readonly range: Range | undefined;
  readonly issues: readonly Issue[];
}) {
  return (
    <ListTable columns={['Error', 'Integration', 'Runs', 'Over time', 'First seen', 'Last seen', 'State']}>
      {issues.map((issue) => (
        <tr key={issue.id}>
          <td className="wide">
            <Link to="/p/$project/issues/$issue" params={{ project, issue: issue.id }} search={{ range }}>
              {makeVisible(describeError(issue))}
            </Link>
            {issue.started_with_version === null ? null : (
              <span className="hint"> started with version {issue.started_with_version}</span>
            )}
          </td>
          <td>{makeVisible(issue.integration_name)}</td>
          <td className="nowrap">{words.runs(issue.count)}</td>
          <td>
            <Sparkline parts={issue.parts} />
          </td>
          <td className="nowrap">
            <Time iso={issue.first_seen} isRelative />
          </td>
          <td className="nowrap">
            <Time iso={issue.last_seen} isRelative />
          </td>
          <td>
            <IssueStateBadge issue={issue} />
          </td>
        </tr>
      ))}
    </ListTable>
  );
}
