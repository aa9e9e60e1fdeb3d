import type { Api } from '../api/api.ts';
import type { ServerEvent } from '../api/read-events.ts';
import { exitCodes, Failure } from '../failure.ts';

/** What a follower sees: an event, or that it was away and is back. */
export type Followed =
  | { readonly kind: 'event'; readonly event: ServerEvent }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'back'; readonly afterMs: number; readonly caughtUp: number };

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

const LONGEST_PAUSE_MS = 30_000;

/** A stream ends now and then; to come back sooner is no interruption. */
const INTERRUPTION_MS = 2000;

/** Who was away has caught up when nothing came for this time. */
const QUIET_MS = 1000;

/**
 * Yields what happens in a project, for good. When the connection breaks, it comes back and goes on behind the last
 * event. Throws when the server cannot be reached at first, or refuses.
 */
export async function* followProject(api: Api, query: Query): AsyncGenerator<Followed> {
  let lastId: string | undefined;
  let lostAt: number | undefined;
  let isTold = false;
  for (let pauseMs = 1000; ;) {
    try {
      for await (const followed of connect(api, query, { lastId, lostAt, isTold })) {
        if (followed.kind === 'event') lastId = followed.event.id;
        lostAt = undefined;
        isTold = false;
        pauseMs = 1000;
        yield followed;
      }
      lostAt = Date.now();
    } catch (failure) {
      if (lastId === undefined || !isPassing(failure)) throw failure;
      if (lostAt === undefined || pauseMs === 1000) yield { kind: 'lost', reason: reasonOf(failure) };
      isTold = true;
      lostAt ??= Date.now();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}

interface Place {
  readonly lastId: string | undefined;
  readonly lostAt: number | undefined;
  /** It was said that the connection is lost: so it is said that it is back. */
  readonly isTold: boolean;
}

/** One connection. After an interruption it tells when all that happened meanwhile has come. */
async function* connect(api: Api, query: Query, { lastId, lostAt, isTold }: Place): AsyncGenerator<Followed> {
  const place = lastId === undefined ? {} : { since: undefined, cursor: lastId };
  const events = api.events(['stream'], { ...query, ...place });
  const afterMs = lostAt === undefined ? 0 : Date.now() - lostAt;
  let catchingUp = isTold || afterMs > INTERRUPTION_MS;
  let caughtUp = 0;
  for (let next = events.next(); ;) {
    const result = catchingUp ? await Promise.race([next, quiet()]) : await next;
    if (result === undefined) {
      catchingUp = false;
      yield { kind: 'back', afterMs, caughtUp };
      continue;
    }
    if (result.done === true) return;
    if (result.value.event !== 'heartbeat') caughtUp++;
    yield { kind: 'event', event: result.value };
    next = events.next();
  }
}

function quiet(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, QUIET_MS, undefined));
}

/** A restart, a broken connection or an overload pass; a refusal does not. */
function isPassing(failure: unknown): boolean {
  if (!(failure instanceof Failure)) return false;
  const { status } = failure as Failure & { readonly status?: number };
  return failure.exitCode === exitCodes.connection || (status !== undefined && status >= 500);
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? (failure.message.split('\n', 1)[0] ?? '') : String(failure);
}
