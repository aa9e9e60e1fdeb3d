/**
 * Posts activities from a process of its own. Input by standard input, as JSON: `{ url, token, prefix, types, bodies,
 * count, connections, perSecond }`; without `perSecond` as fast as answers come. A refused request is sent
 * again a little later. Output: one JSON object with the time of the first POST of each activity (milliseconds since
 * 1970) by its id, how many requests were refused, and how long it all took, by the clock and in processor time.
 */
import { Agent, request } from 'node:http';
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
const agent = new Agent({ keepAlive: true });
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
  const status = await send(body);
  if (status === 202) return true;
  if (status === 429 || status === 503) return false;
  throw new Error(`answered with ${status}`);
}

/** Without `fetch`, which takes as much of the same processors as ingest does. */
function send(body: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = {
    authorization: `Bearer ${order.token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const sending = request(order.url, { method: 'POST', agent, headers }, (response) => {
    response.on('end', () => resolve(response.statusCode ?? 0)).on('error', reject);
    response.resume();
  });
  sending.on('error', reject);
  sending.end(body);
  return promise;
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
const tookMs = performance.now() - startedAt;
agent.destroy();
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ sent, refused, tookMs, cpuMs: (user + system) / 1000 }));
