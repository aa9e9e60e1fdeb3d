import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { formatCount } from '../format.ts';
import { ProblemView } from './problem-view.tsx';
import type { useLiveList } from './use-live-list.ts';

/** What is around the rows of a live list: news above, older ones below, and what to show instead of rows. */
export function LiveList<T>({
  list,
  empty,
  children,
}: {
  readonly list: ReturnType<typeof useLiveList<T>>;
  readonly empty: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}) {
  if (list.isPending) return <p className="hint">Loading …</p>;
  if (list.error !== null) return <ProblemView problem={list.error} onRetry={list.retry} />;
  return (
    <>
      <div className="news" aria-live="polite">
        {list.newCount === 0 ? null : (
          <Button className="button" onPress={list.showNew}>
            {`${formatCount(list.newCount)}${list.hasMoreNew ? ' or more' : ''} new`}
          </Button>
        )}
      </div>
      {list.items.length === 0 ? empty : children(list.items)}
      {list.hasOlder ? (
        <Button className="button" onPress={list.showOlder} isDisabled={list.isLoadingOlder}>
          {list.isLoadingOlder ? 'Loading …' : 'Show older'}
        </Button>
      ) : null}
    </>
  );
}
