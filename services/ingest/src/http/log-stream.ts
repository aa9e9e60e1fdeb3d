import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { toTimestamp } from './timestamp.ts';

/** One item of a log, as the original's clients read it. The message carries its own newline. */
export interface LogItem {
  readonly id: string;
  readonly at: Date;
  readonly message: string;
}

/** How much of a log one answer has at most. */
const MAX_ITEMS = 10_000;
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** Which items of a log are wanted. `max_delay` is accepted and has no effect: nothing here is waited for. */
export const logQuery = Type.Object({
  start_at: Type.Optional(Type.Integer({ minimum: 0, description: 'Leaves out that many items.' })),
  max_items: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: `How many items at most; 0 for all. An answer has up to ${MAX_ITEMS} items or 4 MB: without a seal, ask again from start_at.`,
    }),
  ),
  max_delay: Type.Optional(Type.Integer({ minimum: -1, description: 'Accepted for compatibility.' })),
});

export interface LogWindow {
  readonly start_at?: number;
  readonly max_items?: number;
}

/**
 * Answers a log as JSON lines: `{"_id", "data": {"timestamp", "message"}}` for each item, and `{"seal": true}` when the
 * log is complete and its end has been sent. `itemsFrom` is asked for the items from an index on, and for no more of
 * them than are sent, and one.
 */
export function sendLog(
  reply: FastifyReply,
  itemsFrom: (start: number) => Iterable<LogItem>,
  isComplete: boolean,
  { start_at: start = 0, max_items: wanted = 0 }: LogWindow,
): string {
  const most = wanted === 0 ? MAX_ITEMS : Math.min(wanted, MAX_ITEMS);
  const lines: string[] = [];
  let characters = 0;
  let isEnd = true;
  for (const item of itemsFrom(start)) {
    const line = writeItem(item);
    characters += line.length;
    isEnd = lines.length < most && (characters <= MAX_CHARACTERS || lines.length === 0);
    if (!isEnd) break;
    lines.push(line);
  }
  if (isComplete && isEnd) lines.push('{"seal":true}');
  void reply.header('content-type', 'application/x-ndjson; charset=utf-8');
  return lines.map((line) => `${line}\n`).join('');
}

function writeItem({ id, at, message }: LogItem): string {
  return JSON.stringify({ _id: id, data: { timestamp: toTimestamp(at), message } });
}
