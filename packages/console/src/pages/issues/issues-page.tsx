import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { Choice } from '../../parts/choice.tsx';
import { FilterMenu } from '../../parts/filter-menu.tsx';
import { FilterText } from '../../parts/filter-text.tsx';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Page } from '../../shell/page.tsx';
import { issuesQuery } from './issue-queries.ts';
import { issueStates, rangeNames, ranges, type IssuesSearch } from './issues-search.ts';
import { IssuesTable } from './issues-table.tsx';
import '../../styles/issues.css';

const route = getRouteApi('/signed-in/p/$project/issues');

/** Failures that look alike. The list changes only when it is asked for anew. */
export function IssuesPage() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const { data, error, isFetching, refetch } = useQuery(issuesQuery(project, search));
  return (
    <Page
      title="Issues"
      actions={
        <Button className="button" onPress={() => void refetch()} isDisabled={isFetching}>
          {isFetching ? 'Loading …' : 'Refresh'}
        </Button>
      }
    >
      <IssueFilters search={search} />
      <IgnoredFilters search={search} />
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {data?.truncated === true ? (
        <p className="banner warn">
          There are more failures than can be grouped: only the newest 20,000 count. Choose a shorter range.
        </p>
      ) : null}
      {data?.issues.length === 0 ? (
        <p className="empty">
          No run has failed so in this range. On a command line: <code>upshot issue:list</code>.
        </p>
      ) : null}
      {data === undefined || data.issues.length === 0 ? null : (
        <IssuesTable project={project} range={search.range} issues={data.issues} />
      )}
    </Page>
  );
}

function IssueFilters({ search }: { readonly search: IssuesSearch }) {
  const navigate = route.useNavigate();
  const choose = (chosen: IssuesSearch, replace = false) =>
    void navigate({ search: (former) => ({ ...former, ...chosen }), replace });
  return (
    <search className="filters">
      <Choice
        label="Range"
        items={rangeNames.map((id) => ({ id, label: ranges[id] }))}
        value={search.range ?? '7d'}
        onChange={(id) => choose({ range: rangeNames.find((name) => name === id) })}
      />
      <FilterMenu
        label="State"
        values={issueStates}
        chosen={search.state}
        onChange={(state) => choose({ state })}
      />
      <FilterText
        label="Integration"
        value={search.integration}
        onChange={(integration) => choose({ integration }, true)}
      />
    </search>
  );
}
