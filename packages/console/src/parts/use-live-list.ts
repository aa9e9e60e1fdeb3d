import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ListPage } from '../api/paging.ts';
import { useLive } from '../shell/live.ts';
import { useNews } from '../stream/use-news.ts';

const NEWS_EVERY_MS = 5000;

/** How to read a list that is paged by time, newest first. */
export interface LiveListSource<T> {
  readonly key: readonly unknown[];
  /** The page that begins at this cursor; the first one when undefined. */
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<T>>;
  readonly idOf: (item: T) => string;
  /** The project whose stream tells of news; without one the list is asked for every five seconds. */
  readonly follows?: string;
}

/**
 * A list that never moves under the reader: rows on screen change in place, and new ones wait until they are asked
 * for.
 */
export function useLiveList<T>({ key, read, idOf, follows }: LiveListSource<T>) {
  const isLive = useLive();
  const queryClient = useQueryClient();
  const listKey = [...key, 'list'];
  const newsKey = [...key, 'news'];
  const { everyMs } = useNews(follows, () => void queryClient.invalidateQueries({ queryKey: newsKey }));
  const list = useInfiniteQuery({
    queryKey: listKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: Infinity,
    gcTime: 0,
  });
  const news = useQuery({
    queryKey: newsKey,
    queryFn: ({ signal }) => read(undefined, signal),
    enabled: isLive && list.isSuccess,
    refetchInterval: everyMs ?? NEWS_EVERY_MS,
    staleTime: 0,
    gcTime: 0,
  });
  const latest = new Map((news.data?.items ?? []).map((item) => [idOf(item), item]));
  const shown = new Map(
    (list.data?.pages ?? []).flatMap(({ items }) => items.map((item) => [idOf(item), item])),
  );
  const unseen = [...latest.keys()].filter((id) => !shown.has(id));
  return {
    items: [...shown].map(([id, item]) => latest.get(id) ?? item),
    newCount: unseen.length,
    hasMoreNew: unseen.length > 0 && unseen.length === latest.size,
    showNew: () => void queryClient.resetQueries({ queryKey: listKey }),
    isPending: list.isPending,
    error: list.error,
    retry: () => void list.refetch(),
    hasOlder: list.hasNextPage,
    isLoadingOlder: list.isFetchingNextPage,
    showOlder: () => void list.fetchNextPage(),
  };
}
