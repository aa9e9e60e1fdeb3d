import { Readable } from 'node:stream';
import type { Database } from '@upshot/ledger/connect';
import { resolveIntegration } from '@upshot/ledger/integrations/resolve';
import { cursorAt, parseCursor, type StreamCursor } from '@upshot/ledger/stream/cursor';
import type { NewsSubscriber } from '@upshot/runtime/project-news';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import type { IngestEvents } from '../events.ts';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Following } from '../http/paging/following.ts';
import { projectId } from '../http/schemas.ts';
import { readTime } from '../http/time-in-query.ts';
import { invalid } from '../http/validate.ts';
import { retryAfterWithJitter } from '../overload/retry-after.ts';
import { requireProject } from '../projects/find-project.ts';
import { streamEventSchema } from './describe-event.ts';
import { createFeeds } from './feeds.ts';
import { findBeginning, followProject, LONGEST_BACK_MS } from './follow-project.ts';
import { openProjectFeed } from './project-feed.ts';
import { createStreamFilter, streamFilterQuery } from './stream-filter.ts';
import { createTurns } from './turns.ts';

const query = Type.Object({
  ...streamFilterQuery,
  since: Type.Optional(
    Type.String({
      maxLength: 40,
      description:
        'Begins so long ago (`-90s`, `-10m`, `-2h`) or at this time, at most 24 hours ago. Without: now.',
    }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: 100, description: 'The last `id` that was seen, as in `Last-Event-ID`.' }),
  ),
});

/** How many streams may read the ledger at once; the others wait. */
const READING_AT_ONCE = 3;

/** What the streams of one process share. */
export interface StreamParts {
  readonly database: Database;
  readonly news: NewsSubscriber;
  readonly events: IngestEvents;
}

/** Streams what happens in a project. `places` bounds how many streams a process has. */
export function streamEvents({ database, news, events }: StreamParts, places: Following) {
  const feeds = createFeeds((project) => openProjectFeed(project, { database, news, events }));
  const takeTurn = createTurns(READING_AT_ONCE);
  return defineEndpoint({
    operationId: 'streamEvents',
    summary: 'Follow a project',
    description:
      'Server-Sent Events, without a gap: `run` when an attempt has ended (StreamedRun), `activity` when one was ' +
      'recorded (StreamedActivity), `integration` when one has changed (StreamedIntegration), `gap` when events were ' +
      'passed over (StreamGap), and `heartbeat` at least every 15 seconds. Each has an `id`: send the last one as ' +
      '`Last-Event-ID` to go on behind it. A stream ends after five minutes.',
    tag: 'projects',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId }),
    query,
    answers: { 200: { description: 'The events.', schema: streamEventSchema, type: 'text/event-stream' } },
    problems: ['project_not_found', 'overloaded'],
    async handle({ params: { project }, query: asked, caller, request }, reply) {
      const from = readFrom(request.headers['last-event-id'], asked);
      await requireProject(database, project);
      const integration =
        asked.integration === undefined
          ? undefined
          : await resolveIntegration(database, project, asked.integration);
      const filter = { ...asked, ...(integration === undefined ? {} : { integration }) };
      const isWanted = createStreamFilter(filter, integrationsOf(caller));
      const beginning = await takeTurn(() => findBeginning(database, project, from));
      const place = places.take();
      if (place === undefined) throw tooMany();
      const taken = feeds.take(project);
      const end = () => {
        place[Symbol.dispose]();
        taken[Symbol.dispose]();
      };
      // A stream that is destroyed waits for its generator, which may have nothing to say for long.
      if (reply.raw.closed) end();
      else reply.raw.once('close', end);
      void reply.headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const { signal } = place;
      const { feed } = taken;
      const options = { database, project, feed, events, takeTurn, isWanted, signal };
      return Readable.from(followProject(options, beginning), {
        objectMode: false,
        highWaterMark: 64 * 1024,
      });
    },
  });
}

function tooMany(): Problem {
  const detail = 'This instance serves as many streams as it may. Try again, or ask the lists instead.';
  return new Problem('overloaded', detail, { retryAfterSeconds: retryAfterWithJitter(5000) });
}

/** `Last-Event-ID` comes from a reader that was interrupted, and counts for more than where it once began. */
function readFrom(
  lastEventId: string | readonly string[] | undefined,
  { since, cursor }: { readonly since?: string; readonly cursor?: string },
): StreamCursor | undefined {
  const text = typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : cursor;
  if (text === undefined) return since === undefined ? undefined : readSince(since);
  const parsed = parseCursor(text);
  if (parsed === undefined)
    throw invalid([
      { field: text === cursor ? 'cursor' : 'last-event-id', message: 'must be the id of an event' },
    ]);
  return parsed;
}

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;

function readSince(text: string): StreamCursor {
  const [, count, unit] = /^-?(\d{1,6})([smh])$/.exec(text) ?? [];
  const ago = count === undefined ? undefined : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const atMs = ago === undefined ? (readTime('since', text)?.getTime() ?? 0) : Date.now() - ago;
  if (atMs < Date.now() - LONGEST_BACK_MS - 1000)
    throw invalid([{ field: 'since', message: 'must be at most 24 hours ago' }]);
  return cursorAt(atMs);
}
