import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { RunSummary } from '../../api/entities.generated.ts';
import { listRunSummaries } from '../../api/operations.generated.ts';
import { callPage } from '../../api/paging.ts';
import { formatCount } from '../../format.ts';
import { LiveList } from '../../parts/live-list.tsx';
import { useLiveList } from '../../parts/use-live-list.ts';
import { useSession } from '../../parts/use-session.ts';
import { ReplayRunsButton } from './replay-button.tsx';
import type { RunsSearch } from './runs-search.ts';
import { RunsTable } from './runs-table.tsx';
import { useRunSelection } from './use-run-selection.ts';

const PAGE_SIZE = 50;

/** The runs that match some filters, newest first. Those who may operate select and replay them. */
export function RunsList({
  project,
  search,
  empty,
}: {
  readonly project: string;
  readonly search: RunsSearch;
  readonly empty: ReactNode;
}) {
  const { canOperate } = useSession();
  const selection = useRunSelection();
  const list = useLiveList<RunSummary>({
    key: ['runs', project, search],
    read: (cursor, signal) => {
      const query = { ...search, count: PAGE_SIZE, cursor };
      return callPage(listRunSummaries, { params: { project }, query, signal });
    },
    idOf: ({ id }) => id,
    follows: project,
  });
  const selected = list.items.filter(({ id }) => selection.ids.has(id));
  return (
    <>
      {selected.length === 0 ? null : (
        <div className="filters selection">
          <span role="status">{`${formatCount(selected.length)} selected`}</span>
          <ReplayRunsButton
            key={selected.map(({ id }) => id).join()}
            project={project}
            runs={selected}
            onDone={selection.clear}
          />
          <Button className="button" onPress={selection.clear}>
            Select none
          </Button>
        </div>
      )}
      <LiveList list={list} empty={empty}>
        {(items) => (
          <RunsTable project={project} runs={items} selection={canOperate ? selection : undefined} />
        )}
      </LiveList>
    </>
  );
}
