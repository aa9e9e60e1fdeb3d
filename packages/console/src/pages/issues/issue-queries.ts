import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { getIssue, listIssues } from '../../api/operations.generated.ts';
import { startOf, type IssuesSearch, type Range } from './issues-search.ts';

/** The issues of a project. The range ends when they are asked for. */
export function issuesQuery(project: string, { range, ...filter }: IssuesSearch) {
  return queryOptions({
    queryKey: ['issues', project, filter, range],
    queryFn: ({ signal }) => {
      const query = { ...filter, from: startOf(range), count: 100 };
      return call(listIssues, { params: { project }, query, signal });
    },
  });
}

/** One issue, with what can be replayed. */
export function issueQuery(project: string, issue: string, range: Range | undefined) {
  return queryOptions({
    queryKey: ['issues', project, 'one', issue, range],
    queryFn: ({ signal }) =>
      call(getIssue, { params: { project, issue }, query: { from: startOf(range) }, signal }),
  });
}
