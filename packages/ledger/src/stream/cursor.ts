/** What a project's stream is made of, in the order of events of one transaction. */
export const streamSources = ['integration', 'activity', 'run'] as const;

export type StreamSource = (typeof streamSources)[number];

/**
 * A place in the stream of a project: up to here everything was seen. Events are in the order of the transactions that
 * wrote them. A reader passes a transaction only when no older one is under way, so that nothing can appear behind it.
 */
export interface StreamCursor {
  readonly xid: string;
  /** The index in `streamSources`; -1: nothing of this transaction was seen. */
  readonly source: number;
  /** Orders the rows of one source in one transaction. */
  readonly seq: string;
  /**
   * No row that follows was written by a transaction that began earlier (milliseconds of the epoch). It only narrows
   * the search.
   */
  readonly notBeforeMs: number;
}

/** The place before all events of transactions that began at this time or later. */
export function cursorAt(notBeforeMs: number): StreamCursor {
  return { xid: '0', source: -1, seq: '0', notBeforeMs };
}

/** Negative when `one` comes before `other`; zero for the same place. */
export function compareCursors(one: StreamCursor, other: StreamCursor): number {
  return (
    compare(BigInt(one.xid), BigInt(other.xid)) ||
    compare(one.source, other.source) ||
    compare(BigInt(one.seq), BigInt(other.seq))
  );
}

function compare<T extends bigint | number>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Writes a cursor as clients keep it. */
export function formatCursor({ xid, source, seq, notBeforeMs }: StreamCursor): string {
  return `${xid}.${source + 1}.${seq}.${notBeforeMs}`;
}

/** Reads what `formatCursor` wrote; undefined when it is something else. */
export function parseCursor(text: string): StreamCursor | undefined {
  const [, xid, source, seq, notBeforeMs] =
    /^(\d{1,18})\.([0-3])\.(-?\d{1,19})\.(\d{1,13})$/.exec(text) ?? [];
  if (xid === undefined || seq === undefined || BigInt.asIntN(64, BigInt(seq)) !== BigInt(seq))
    return undefined;
  return { xid, source: Number(source) - 1, seq, notBeforeMs: Number(notBeforeMs) };
}
