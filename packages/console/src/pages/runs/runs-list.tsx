import type { ReactNode } from 'react';
import type { RunSummary } from '../../api/entities.generated.ts';
import { listRunSummaries } from '../../api/operations.generated.ts';
import { callPage } from '../../api/paging.ts';
import { LiveList } from '../../parts/live-list.tsx';
import { useLiveList } from '../../parts/use-live-list.ts';
import type { RunsSearch } from './runs-search.ts';
import { RunsTable } from './runs-table.tsx';

const PAGE_SIZE = 50;

/** The runs that match some filters, newest first. */
export function RunsList({
  project,
  search,
  empty,
}: {
  readonly project: string;
  readonly search: RunsSearch;
  readonly empty: ReactNode;
}) {
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
    <LiveList list={list} empty={empty}>
      {(items) => <RunsTable project={project} runs={items} />}
    </LiveList>
  );
}
