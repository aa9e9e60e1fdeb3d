import { getRouteApi } from '@tanstack/react-router';
import type { Activity } from '../../api/entities.generated.ts';
import { listActivities, listEnvironmentActivities } from '../../api/operations.generated.ts';
import { callPage, type ListPage } from '../../api/paging.ts';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { LiveList } from '../../parts/live-list.tsx';
import { useLiveList } from '../../parts/use-live-list.ts';
import { isFiltered } from '../../search.ts';
import { Page } from '../../shell/page.tsx';
import type { ActivitiesSearch } from './activities-search.ts';
import { ActivitiesTable } from './activities-table.tsx';
import { ActivityFilters } from './activity-filters.tsx';

const route = getRouteApi('/signed-in/p/$project/activities');

const PAGE_SIZE = 50;

/** What happened in a project, newest first. */
export function ActivitiesPage() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const list = useLiveList<Activity>({
    key: ['activities', project, search],
    read: (cursor, signal) => readPage(project, search, cursor, signal),
    idOf: ({ id }) => id,
    follows: project,
  });
  return (
    <Page title="Activities">
      <ActivityFilters search={search} />
      <IgnoredFilters search={search} />
      <LiveList list={list} empty={<NoActivities search={search} />}>
        {(items) => <ActivitiesTable project={project} activities={items} />}
      </LiveList>
    </Page>
  );
}

async function readPage(
  project: string,
  { environment, ...filter }: ActivitiesSearch,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ListPage<Activity>> {
  const query = { ...filter, count: PAGE_SIZE, cursor };
  if (environment === undefined)
    return await callPage(listActivities, { params: { project }, query, signal });
  return await callPage(listEnvironmentActivities, { params: { project, environment }, query, signal });
}

function NoActivities({ search }: { readonly search: ActivitiesSearch }) {
  if (isFiltered(search)) return <p className="empty">No activity matches these filters.</p>;
  return (
    <div className="empty">
      <p>Nothing has happened in this project yet. Send a sample:</p>
      <pre>upshot activity:sample environment.push | upshot activity:send - --new-id</pre>
    </div>
  );
}
