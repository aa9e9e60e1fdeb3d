import type { listActivityAttempts } from '../../api/operations.generated.ts';

/** An attempt as ingest answers it. */
export type TimedAttempt = NonNullable<NonNullable<(typeof listActivityAttempts)['types']>['answer']>[number];

type TimedRequest = NonNullable<TimedAttempt['requests']>[number];

/** A stretch of time: where it begins and how long it is, in per cent of the chart. */
interface Place {
  readonly left: number;
  readonly width: number;
}

export type Bar = Place &
  (
    | { readonly kind: 'wait' }
    | { readonly kind: 'attempt'; readonly attempt: TimedAttempt }
    | { readonly kind: 'request'; readonly request: TimedRequest }
  );

/** A time in which no attempt was under way, which the chart shortens. */
interface Break {
  readonly left: number;
  readonly ms: number;
}

export interface Timeline {
  /** For each run its bars, in the order of their beginning. */
  readonly rows: ReadonlyMap<string, readonly Bar[]>;
  readonly breaks: readonly Break[];
  /** From the recording of the activity to the end of the last attempt. */
  readonly totalMs: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A longer gap is shown as long as this part of all work. */
const LONGEST_GAP = 0.15;

/** Places the waits, attempts and requests of an activity on one axis of time, which is short where nothing ran. */
export function layOutTimeline(recordedAt: string, attempts: readonly TimedAttempt[]): Timeline {
  const from = Date.parse(recordedAt);
  const spans = attempts.map(spanOf);
  const end = Math.max(from, ...spans.map((span) => span.end));
  const { toPercent, breaks } = createAxis(from, spans);
  const place = ({ start, end: until }: Span): Place => {
    const left = toPercent(start);
    return { left, width: toPercent(until) - left };
  };
  const runs = Object.entries(Object.groupBy(attempts, ({ run }) => run));
  const rows = runs.map(([run, all = []]): [string, readonly Bar[]] => [run, barsOf(from, all, place)]);
  return { rows: new Map(rows), breaks, totalMs: end - from };
}

/** An attempt of which nothing but its end is known is a moment. */
function spanOf({ started_at: started, logged_at: logged, duration_ms: ms }: TimedAttempt): Span {
  const start = Date.parse(started ?? logged);
  return { start, end: start + (ms ?? 0) };
}

function barsOf(
  from: number,
  attempts: readonly TimedAttempt[],
  place: (span: Span) => Place,
): readonly Bar[] {
  let waitsFrom = from;
  return attempts
    .toSorted((one, other) => one.attempt - other.attempt)
    .flatMap((attempt): readonly Bar[] => {
      const span = spanOf(attempt);
      const wait = { start: waitsFrom, end: Math.max(waitsFrom, span.start) };
      waitsFrom = span.end;
      return [
        { kind: 'wait', ...place(wait) },
        { kind: 'attempt', attempt, ...place(span) },
        ...(attempt.requests ?? []).map((request): Bar => {
          const start = span.start + request.at_ms;
          const end = Math.max(start, Math.min(span.end, start + (request.duration_ms ?? Infinity)));
          return { kind: 'request', request, ...place({ start, end }) };
        }),
      ];
    });
}

function createAxis(from: number, spans: readonly Span[]) {
  const busy = merge([{ start: from, end: from }, ...spans]);
  const work = busy.reduce((sum, { start, end }) => sum + end - start, 0);
  const longestGap = Math.max(1, work * LONGEST_GAP);
  const knots: { readonly at: number; readonly shown: number }[] = [];
  const gaps: { readonly shown: number; readonly ms: number }[] = [];
  let shown = 0;
  for (const [index, { start, end }] of busy.entries()) {
    const gap = start - (busy[index - 1]?.end ?? start);
    const shownGap = Math.min(gap, longestGap);
    if (gap > longestGap) gaps.push({ shown: shown + shownGap / 2, ms: gap });
    shown += shownGap;
    knots.push({ at: start, shown }, { at: end, shown: (shown += end - start) });
  }
  const total = Math.max(shown, 1);
  return {
    toPercent: (at: number) => (interpolate(knots, at) / total) * 100,
    breaks: gaps.map(({ shown: place, ms }): Break => ({ left: (place / total) * 100, ms })),
  };
}

function merge(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last === undefined || span.start > last.end) merged.push(span);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return merged;
}

function interpolate(knots: readonly { readonly at: number; readonly shown: number }[], at: number): number {
  const next = knots.findIndex((knot) => knot.at >= at);
  const after = knots[next];
  const before = knots[next - 1];
  if (after === undefined) return knots.at(-1)?.shown ?? 0;
  if (before === undefined || after.at === before.at) return after.shown;
  return before.shown + ((at - before.at) / (after.at - before.at)) * (after.shown - before.shown);
}
