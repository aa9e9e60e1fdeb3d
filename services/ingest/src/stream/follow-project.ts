import type { Database } from '@upshot/ledger/connect';
import { findExcess } from '@upshot/ledger/stream/backlog';
import type { StreamCursor } from '@upshot/ledger/stream/cursor';
import { readStream, type StreamEvent } from '@upshot/ledger/stream/read';
import { setTimeout as delay } from 'node:timers/promises';
import type { IngestEvents } from '../events.ts';
import { writeEvent, writeGap, writeHeartbeat } from './describe-event.ts';
import { COUNT_EVERY_PAGES, MAX_BACKLOG, PAGE, type ProjectFeed, type StreamPart } from './project-feed.ts';
import type { Turns } from './turns.ts';

/** How far back a stream can begin. */
export const LONGEST_BACK_MS = 24 * 3_600_000;

const HEARTBEAT_MS = 15_000;

/** A stream ends after this time, so that its token is looked at again; its reader comes back with the last cursor. */
const LIFE_MS = 5 * 60_000;

/** What one stream works with. */
export interface FollowOptions {
  readonly database: Database;
  readonly project: string;
  readonly feed: ProjectFeed;
  readonly events: Pick<IngestEvents, 'streamFault'>;
  /** Bounds how many streams read the ledger at once. */
  readonly takeTurn: Turns;
  readonly isWanted: (event: StreamEvent) => boolean;
  readonly signal: AbortSignal;
}

/** Where a stream begins, and whether something before it is lost. */
export interface Beginning {
  readonly cursor: StreamCursor;
  readonly hasGap: boolean;
}

/** Finds where a stream begins. A cursor of another ledger, or one that is too old, leads to a gap. */
export async function findBeginning(
  database: Database,
  project: string,
  from: StreamCursor | undefined,
): Promise<Beginning> {
  const { next: now, newestXid, atMs } = await readStream(database, project, undefined, 1);
  if (from === undefined) return { cursor: now, hasGap: false };
  if (BigInt(from.xid) > BigInt(newestXid)) return { cursor: now, hasGap: true };
  const oldestMs = Math.floor(atMs) - LONGEST_BACK_MS;
  if (from.notBeforeMs >= oldestMs) return { cursor: from, hasGap: false };
  return { cursor: { ...from, notBeforeMs: oldestMs }, hasGap: from.xid !== '0' };
}

/** Gives the text of a project's stream, until the signal aborts or the stream has lived long enough. */
export async function* followProject(
  options: FollowOptions,
  { cursor, hasGap }: Beginning,
): AsyncGenerator<string> {
  const { feed, isWanted, signal } = options;
  const endsAt = performance.now() + LIFE_MS;
  let at = cursor;
  let spokeAt = performance.now();
  yield `retry: 1000\n${hasGap ? writeGap(null, at) : writeHeartbeat(at)}`;
  for (let pages = 0; !signal.aborted && performance.now() < endsAt;) {
    const kept = feed.after(at);
    const part = kept === 'behind' ? await catchUp(options, at, pages++) : kept;
    if (part === undefined) return;
    if (part === 'waiting') {
      pages = 0;
      await waitForNews(feed, signal, spokeAt + HEARTBEAT_MS - performance.now());
    } else {
      at = part.next;
    }
    const text = part === 'waiting' ? '' : write(part, isWanted);
    const isSilent = text === '' && performance.now() - spokeAt < HEARTBEAT_MS;
    if (isSilent) continue;
    spokeAt = performance.now();
    yield text === '' ? writeHeartbeat(at) : text;
  }
}

/** A part for one stream. */
interface CaughtUpPart extends StreamPart {
  /** How many events before it were passed over. */
  readonly passedOver?: number;
}

/** Undefined when the ledger does not answer: the reader comes back. */
async function catchUp(
  { database, project, takeTurn, events }: FollowOptions,
  cursor: StreamCursor,
  pages: number,
): Promise<CaughtUpPart | undefined> {
  const isDue = pages % COUNT_EVERY_PAGES === 0;
  try {
    return await takeTurn(async () => {
      const excess = isDue ? await findExcess(database, project, cursor, MAX_BACKLOG) : undefined;
      if (excess !== undefined) return { events: [], next: excess.cursor, passedOver: excess.count };
      return await readStream(database, project, cursor, PAGE);
    });
  } catch (fault) {
    events.streamFault(fault);
    return undefined;
  }
}

function write({ events, next, passedOver }: CaughtUpPart, isWanted: FollowOptions['isWanted']): string {
  if (passedOver !== undefined) return writeGap(passedOver, next);
  return events.filter(isWanted).map(writeEvent).join('');
}

async function waitForNews(feed: ProjectFeed, signal: AbortSignal, ms: number): Promise<void> {
  const stop = new AbortController();
  const timedOut = delay(Math.max(0, ms), undefined, { signal: AbortSignal.any([signal, stop.signal]) });
  await Promise.race([feed.advanced, timedOut.catch(() => undefined)]);
  stop.abort();
}
