/**
 * A careful producer as a process of its own: posts each activity again and again, to one ingest after the other, until
 * it is answered with a 202, and only then notes its id. Input by standard input, as JSON: `Order`.
 */
import { appendFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

export interface Order {
  readonly urls: readonly string[];
  readonly token: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly prefix: string;
  readonly perSecond: number;
  /** Until it is told to stop by a SIGTERM. */
  readonly file: string;
}

const order = JSON.parse(await text(process.stdin)) as Order;
const started = performance.now();
const posting = new Set<Promise<void>>();
const MAX_UNDER_WAY = 32;
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
// The parent that would read the error was killed.
const { ppid } = process;
setInterval(() => process.ppid === ppid || process.exit(1), 1000).unref();

for (let index = 0; !stopping.signal.aborted; index++) {
  const early = started + (index / order.perSecond) * 1000 - performance.now();
  if (early > 1) await delay(early);
  while (posting.size >= MAX_UNDER_WAY) await Promise.race(posting);
  const item = postUntilAcknowledged(index).finally(() => posting.delete(item));
  posting.add(item);
}
await Promise.all(posting);

async function postUntilAcknowledged(index: number): Promise<void> {
  const id = `${order.prefix}${index}`;
  const body = JSON.stringify({ ...order.body, id });
  for (let attempt = index; ; attempt++) {
    const status = await post(order.urls[attempt % order.urls.length] ?? '', body);
    if (status === 202) return appendFileSync(order.file, `${id}\n`);
    if (status !== undefined && status !== 429 && status !== 503) {
      throw new Error(`an activity was answered with ${status}`);
    }
    await delay(50);
  }
}

/** Undefined: no answer. */
async function post(url: string, body: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${order.token}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(5000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
