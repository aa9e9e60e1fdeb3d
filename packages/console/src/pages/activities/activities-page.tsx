import { getRouteApi } from '@tanstack/react-router';
import { call } from '../../api/client.ts';
import type { Activity } from '../../api/entities.generated.ts';
import { listActivities, listEnvironmentActivities } from '../../api/operations.generated.ts';
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
    read: (until, signal) => readPage(project, search, until, signal),
    idOf: ({ id }) => id,
    timeOf: ({ created_at }) => String(created_at),
    pageSize: PAGE_SIZE,
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
  until: string | undefined,
  signal: AbortSignal,
): Promise<readonly Activity[]> {
  const query = { ...filter, count: PAGE_SIZE, ...(until === undefined ? {} : { starts_at: until }) };
  if (environment === undefined) return await call(listActivities, { params: { project }, query, signal });
  return await call(listEnvironmentActivities, { params: { project, environment }, query, signal });
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
