import type { Database } from '@upshot/ledger/connect';
import { findExcess } from '@upshot/ledger/stream/backlog';
import { compareCursors, type StreamCursor } from '@upshot/ledger/stream/cursor';
import { readStream, type StreamEvent, type StreamPage } from '@upshot/ledger/stream/read';
import type { NewsSubscriber } from '@upshot/runtime/project-news';
import type { IngestEvents } from '../events.ts';
import { createBell } from './bell.ts';

/** A project is read at most five times a second for all that watch it, and for at most a third of the time. */
const READ_EVERY_MS = 200;
const READING_SHARE = 0.3;

/** How often it is read without news: some writers tell of none, and without Redis none arrives. */
const POLL_MS = 2000;
const POLL_WITHOUT_REDIS_MS = 500;

/** The most events of one reading. */
export const PAGE = 200;

/** How many events a reader may be behind; more are passed over. It is counted after so many full pages in a row. */
export const MAX_BACKLOG = 10_000;
export const COUNT_EVERY_PAGES = 20;

/** How many readings are kept for those who are a little behind. */
const KEPT_PARTS = 20;

/** A part of the stream: what follows one place, up to the next. */
export interface StreamPart {
  readonly events: readonly StreamEvent[];
  readonly next: StreamCursor;
}

/** Reads a project once for all that watch it. */
export interface ProjectFeed extends Disposable {
  /** What follows the cursor, if it is kept here. `behind`: it is older. `waiting`: there is nothing yet. */
  after(cursor: StreamCursor): StreamPart | 'behind' | 'waiting';
  /** Resolves with the next reading. */
  readonly advanced: Promise<void>;
}

export interface FeedOptions {
  readonly database: Database;
  readonly news: NewsSubscriber;
  readonly events: Pick<IngestEvents, 'streamFault'>;
}

/** Begins to read a project, from now on, until it is disposed of. */
export function openProjectFeed(project: string, options: FeedOptions): ProjectFeed {
  const { database, news, events } = options;
  const parts = createParts();
  const closing = new AbortController();
  const bell = createBell(closing.signal);
  const subscription = news.subscribe(project, bell.ring);
  let advanced = Promise.withResolvers<void>();
  let fullPages = 0;
  const read = async () => {
    const page = await readStream(database, project, parts.end, PAGE);
    parts.add(page);
    fullPages = page.isFull ? fullPages + 1 : 0;
    if (fullPages % COUNT_EVERY_PAGES === COUNT_EVERY_PAGES - 1) {
      const excess = await findExcess(database, project, page.next, MAX_BACKLOG);
      if (excess !== undefined) parts.skipTo(excess.cursor);
    }
    advanced.resolve();
    advanced = Promise.withResolvers<void>();
    return page;
  };
  const follow = async () => {
    const schedule = createSchedule();
    while (!closing.signal.aborted) {
      const startedAt = performance.now();
      const hadNews = bell.takeRing();
      const page = await read().catch((fault: unknown) => {
        if (!closing.signal.aborted) events.streamFault(fault);
      });
      const pauseMs =
        page === undefined ? POLL_MS : schedule.next(page, hadNews, performance.now() - startedAt);
      await bell.sleep(pauseMs);
      if (page !== undefined && !schedule.isSettled) continue;
      await bell.waitForRing(news.isConnected ? POLL_MS : POLL_WITHOUT_REDIS_MS);
    }
  };
  void follow();
  return {
    after: (cursor) => parts.after(cursor),
    get advanced() {
      return advanced.promise;
    },
    [Symbol.dispose]() {
      closing.abort();
      subscription[Symbol.dispose]();
    },
  };
}

/** The last parts that were read, without a gap between them. */
function createParts() {
  let end: StreamCursor | undefined;
  let kept: readonly (StreamPart & { readonly from: StreamCursor })[] = [];
  return {
    get end() {
      return end;
    },
    add({ events, next }: StreamPage) {
      const last = kept.at(-1);
      const isMerged = last !== undefined && events.length === 0;
      if (isMerged) kept = [...kept.slice(0, -1), { ...last, next }];
      else if (end !== undefined) kept = [...kept, { from: end, events, next }].slice(-KEPT_PARTS);
      end = next;
    },
    /** Those who watch find themselves behind, and count what they pass over. */
    skipTo(cursor: StreamCursor) {
      kept = [];
      end = cursor;
    },
    after(cursor: StreamCursor): StreamPart | 'behind' | 'waiting' {
      if (end === undefined || compareCursors(cursor, end) >= 0) return 'waiting';
      const part = kept.find(
        ({ from, next }) => compareCursors(from, cursor) <= 0 && compareCursors(cursor, next) < 0,
      );
      if (part === undefined) return 'behind';
      return {
        events: part.events.filter((event) => compareCursors(event.cursor, cursor) > 0),
        next: part.next,
      };
    },
  };
}

/**
 * What was committed before news arrived can be read only when all older transactions have ended. Until then the
 * project is read again soon, less and less often while a transaction takes long.
 */
function createSchedule() {
  let horizon = 0n;
  let unsettled = 0;
  return {
    get isSettled() {
      return unsettled === 0;
    },
    next({ isFull, settledXid, newestXid }: StreamPage, hadNews: boolean, tookMs: number): number {
      if (hadNews) horizon = BigInt(newestXid);
      unsettled = isFull || BigInt(settledXid) < horizon ? unsettled + 1 : 0;
      const backOff = isFull ? 1 : Math.min(2 ** Math.max(0, unsettled - 5), POLL_MS / READ_EVERY_MS);
      return Math.max(READ_EVERY_MS * backOff, tookMs / READING_SHARE);
    },
  };
}
