import type { ProjectFeed } from './project-feed.ts';

/** The feeds of one process: one for each project that is watched. */
export interface Feeds {
  /** The project's feed, which ends when all who have it have given it back. */
  take(project: string): TakenFeed;
}

/** A feed in use. */
interface TakenFeed extends Disposable {
  readonly feed: ProjectFeed;
}

/** Shares feeds between those who watch one project. */
export function createFeeds(open: (project: string) => ProjectFeed): Feeds {
  const feeds = new Map<string, { readonly feed: ProjectFeed; watchers: number }>();
  return {
    take(project) {
      const shared = feeds.get(project) ?? { feed: open(project), watchers: 0 };
      feeds.set(project, shared);
      shared.watchers++;
      return {
        feed: shared.feed,
        [Symbol.dispose]() {
          if (--shared.watchers > 0) return;
          feeds.delete(project);
          shared.feed[Symbol.dispose]();
        },
      };
    },
  };
}
