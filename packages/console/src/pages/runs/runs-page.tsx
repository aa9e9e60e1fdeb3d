import { getRouteApi } from '@tanstack/react-router';
import type { RunSummary } from '../../api/entities.generated.ts';
import { listRunSummaries } from '../../api/operations.generated.ts';
import { callPage } from '../../api/paging.ts';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { LiveList } from '../../parts/live-list.tsx';
import { useLiveList } from '../../parts/use-live-list.ts';
import { isFiltered } from '../../search.ts';
import { Page } from '../../shell/page.tsx';
import { RunFilters } from './run-filters.tsx';
import type { RunsSearch } from './runs-search.ts';
import { RunsTable } from './runs-table.tsx';

const route = getRouteApi('/signed-in/p/$project/runs');

const PAGE_SIZE = 50;

/** The runs of a project, newest first. */
export function RunsPage() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const list = useLiveList<RunSummary>({
    key: ['runs', project, search],
    read: (cursor, signal) => {
      const query = { ...search, count: PAGE_SIZE, cursor };
      return callPage(listRunSummaries, { params: { project }, query, signal });
    },
    idOf: ({ id }) => id,
    follows: project,
  });
  return (
    <Page title="Runs">
      <RunFilters search={search} />
      <IgnoredFilters search={search} />
      <LiveList list={list} empty={<NoRuns search={search} />}>
        {(items) => <RunsTable project={project} runs={items} />}
      </LiveList>
    </Page>
  );
}

function NoRuns({ search }: { readonly search: RunsSearch }) {
  if (isFiltered(search)) return <p className="empty">No run matches these filters.</p>;
  return (
    <p className="empty">No integration has run yet. Activities fire the integrations that match them.</p>
  );
}
