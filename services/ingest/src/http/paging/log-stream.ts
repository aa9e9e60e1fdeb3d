import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { Type, type Static } from 'typebox';
import type { Following, FollowingPlace } from './following.ts';
import { toTimestamp } from '@upshot/shared/timestamp';

/** One item of a log, as Platform.sh's clients read it. The message carries its own newline. */
export interface LogItem {
  readonly id: string;
  readonly at: Date;
  readonly message: string;
}

/** A log as it is at one moment. */
export interface LogState {
  /** The items from an index on. Only as many are taken as are sent, and one. */
  readonly itemsFrom: (start: number) => Iterable<LogItem>;
  /** Nothing more will come. */
  readonly isComplete: boolean;
}

/** How much of a log one answer has at most. */
const MAX_ITEMS = 10_000;
const MAX_CHARACTERS = 4 * 1024 * 1024;

const LOOK_EVERY_MS = 300;

/** Which items of a log are wanted. */
export const logQuery = Type.Object({
  start_at: Type.Optional(Type.Integer({ minimum: 0, description: 'Leaves out that many items.' })),
  max_items: Type.Optional(
    Type.Integer({
      minimum: 0,
      description:
        `The most items; 0 for all. A response has up to ${MAX_ITEMS} items or 4 MB. ` +
        'Without a seal, continue with start_at.',
    }),
  ),
  max_delay: Type.Optional(
    Type.Integer({
      minimum: -1,
      maximum: 86_400,
      description: 'How many seconds to wait for the rest of a log that is not complete; -1 for all of it.',
    }),
  ),
});

export type LogWindow = Static<typeof logQuery>;

/**
 * Answers a log as JSON lines: `{"_id", "data": {"timestamp", "message"}}` for each item, and `{"seal": true}` when
 * the log is complete and its end has been sent. With `max_delay` the answer goes on while the log grows, or until
 * the client goes away. `read` is called again and again then: it returns the same object as long as nothing has
 * changed.
 */
export async function sendLog(
  reply: FastifyReply,
  read: () => Promise<LogState>,
  following: Following,
  window: LogWindow,
): Promise<string | Readable> {
  const first = await read();
  void reply.header('content-type', 'application/x-ndjson; charset=utf-8');
  const isAsked = !first.isComplete && (window.max_delay ?? 0) !== 0 && !reply.raw.closed;
  const place = isAsked ? following.take() : undefined;
  if (place === undefined) return new LogWriter(window).write(first, window.start_at);
  // A stream that is destroyed waits for its generator, which may have nothing to say for long.
  reply.raw.once('close', () => place[Symbol.dispose]());
  return Readable.from(follow(first, read, place, window));
}

/** What is there at once, then what is new every now and then, until the log is complete or the time is over. */
async function* follow(
  first: LogState,
  read: () => Promise<LogState>,
  { signal }: FollowingPlace,
  window: LogWindow,
): AsyncGenerator<string> {
  const { max_delay: seconds = 0 } = window;
  const endsAt = seconds < 0 ? Infinity : performance.now() + seconds * 1000;
  const writer = new LogWriter(window);
  let written: LogState | undefined;
  for (let state = first; ; state = await read()) {
    const text = state === written ? '' : writer.write(state);
    written = state;
    if (text !== '') yield text;
    if (state.isComplete || writer.isFull || performance.now() >= endsAt) return;
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

/** Writes the items of a log, each once, up to what one answer may have. */
class LogWriter {
  readonly #written = new Set<string>();
  readonly #maxItems: number;
  #toSkip: number;
  #items = 0;
  #characters = 0;
  /** The answer has all that it may have, and the log has more. */
  isFull = false;

  constructor({ start_at = 0, max_items = 0 }: LogWindow) {
    this.#toSkip = start_at;
    this.#maxItems = max_items === 0 ? MAX_ITEMS : Math.min(max_items, MAX_ITEMS);
  }

  /** Gives the lines that are new; `from` says that the items before it need not be looked at. */
  write({ itemsFrom, isComplete }: LogState, from = 0): string {
    this.#toSkip -= from;
    const lines: string[] = [];
    for (const item of itemsFrom(from)) {
      if (this.#written.has(item.id)) continue;
      const isWanted = this.#toSkip <= 0;
      const line = isWanted ? writeItem(item) : '';
      this.isFull = isWanted && !this.#hasCapacityFor(line);
      if (this.isFull) break;
      this.#written.add(item.id);
      if (!isWanted) this.#toSkip--;
      else lines.push(line);
    }
    if (isComplete && !this.isFull) lines.push('{"seal":true}');
    return lines.map((line) => `${line}\n`).join('');
  }

  /** The first item is always sent. */
  #hasCapacityFor(line: string): boolean {
    this.#items++;
    this.#characters += line.length;
    return this.#items <= this.#maxItems && (this.#characters <= MAX_CHARACTERS || this.#items === 1);
  }
}

function writeItem({ id, at, message }: LogItem): string {
  return JSON.stringify({ _id: id, data: { timestamp: toTimestamp(at), message } });
}
