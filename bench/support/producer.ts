/**
 * Posts activities from a process of its own. Input by standard input, as JSON: `{ url, token, prefix, types, bodies,
 * count, connections, perSecond }`; without `perSecond` as fast as answers come. A refused request is sent
 * again a little later. Output: one JSON object with the time of the first POST of each activity (milliseconds since
 * 1970) by its id, how many requests were refused, and how long it all took.
 */
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

interface Order {
  readonly url: string;
  readonly token: string;
  readonly prefix: string;
  readonly types: readonly string[];
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  readonly count: number;
  readonly connections: number;
  readonly perSecond?: number;
}

const order = JSON.parse(await text(process.stdin)) as Order;
const sent: Record<string, number> = {};
const startedAt = performance.now();
let next = 0;
let refused = 0;

/** A tenth of what `Retry-After` can say: the bench wants to know how much is taken. */
const PAUSE_MS = 100;

async function post(index: number): Promise<void> {
  const id = `${order.prefix}${index}`;
  const type = order.types[index % order.types.length];
  const body = JSON.stringify({ ...order.bodies[index % order.bodies.length], id, type });
  sent[id] = performance.timeOrigin + performance.now();
  while (!(await isAccepted(body))) {
    refused++;
    await delay(PAUSE_MS);
  }
}

async function isAccepted(body: string): Promise<boolean> {
  const response = await fetch(order.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${order.token}`, 'content-type': 'application/json' },
    body,
  });
  await response.arrayBuffer();
  if (response.status === 202) return true;
  if (response.status === 429 || response.status === 503) return false;
  throw new Error(`answered with ${response.status}`);
}

async function connection(): Promise<void> {
  while (next < order.count) await post(next++);
}

async function paced(perSecond: number): Promise<void> {
  const posting: Promise<void>[] = [];
  for (let index = 0; index < order.count; index++) {
    const due = startedAt + (index / perSecond) * 1000;
    const early = due - performance.now();
    if (early > 1) await delay(early);
    posting.push(post(index));
  }
  await Promise.all(posting);
}

if (order.perSecond === undefined) await Promise.all(Array.from({ length: order.connections }, connection));
else await paced(order.perSecond);
console.log(JSON.stringify({ sent, refused, tookMs: performance.now() - startedAt }));
