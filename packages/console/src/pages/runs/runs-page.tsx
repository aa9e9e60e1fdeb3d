import { getRouteApi } from '@tanstack/react-router';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { isFiltered } from '../../search.ts';
import { Page } from '../../shell/page.tsx';
import { RunFilters } from './run-filters.tsx';
import { RunsList } from './runs-list.tsx';
import type { RunsSearch } from './runs-search.ts';

const route = getRouteApi('/signed-in/p/$project/runs');

/** The runs of a project, newest first. */
export function RunsPage() {
  const { project } = route.useParams();
  const search = route.useSearch();
  return (
    <Page title="Runs">
      <RunFilters search={search} />
      <IgnoredFilters search={search} />
      <RunsList project={project} search={search} empty={<NoRuns search={search} />} />
    </Page>
  );
}

function NoRuns({ search }: { readonly search: RunsSearch }) {
  if (isFiltered(search)) return <p className="empty">No run matches these filters.</p>;
  return (
    <p className="empty">No integration has run yet. Activities fire the integrations that match them.</p>
  );
}
