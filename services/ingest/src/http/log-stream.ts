import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { toTimestamp } from './timestamp.ts';

/** One item of a log, as the original's clients read it. The message carries its own newline. */
export interface LogItem {
  readonly id: string;
  readonly at: Date;
  readonly message: string;
}

/** Which items of a log are wanted. `max_delay` is accepted and has no effect: nothing here is waited for. */
export const logQuery = Type.Object({
  start_at: Type.Optional(Type.Integer({ minimum: 0, description: 'Leaves out that many items.' })),
  max_items: Type.Optional(Type.Integer({ minimum: 0, description: 'How many items at most; 0 for all.' })),
  max_delay: Type.Optional(Type.Integer({ minimum: -1, description: 'Accepted for compatibility.' })),
});

export interface LogWindow {
  readonly start_at?: number;
  readonly max_items?: number;
}

/**
 * Answers a log as JSON lines: `{"_id", "data": {"timestamp", "message"}}` for each item, and `{"seal": true}` when the
 * log is complete and its end has been sent.
 */
export function sendLog(
  reply: FastifyReply,
  items: readonly LogItem[],
  isComplete: boolean,
  window: LogWindow,
): string {
  const from = window.start_at ?? 0;
  const many = window.max_items ?? 0;
  const end = many === 0 ? items.length : from + many;
  const lines = items.slice(from, end).map(writeItem);
  if (isComplete && end >= items.length) lines.push('{"seal":true}');
  void reply.header('content-type', 'application/x-ndjson; charset=utf-8');
  return lines.map((line) => `${line}\n`).join('');
}

function writeItem({ id, at, message }: LogItem): string {
  return JSON.stringify({ _id: id, data: { timestamp: toTimestamp(at), message } });
}
