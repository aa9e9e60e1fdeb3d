/**
 * Posts activities from a process of its own. Input by standard input, as JSON: an {@link Order}. A refused request is
 * sent again a little later. Output: one JSON object, a {@link ProducerReport}.
 */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** What to post, and how fast. */
export interface Order {
  readonly url: string;
  readonly token: string;
  readonly prefix: string;
  readonly types: readonly string[];
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  readonly count: number;
  readonly connections: number;
  /** Activities in one request; more than one are sent as an array. */
  readonly perRequest?: number;
  /** Activities, not requests; without it, as fast as answers come. */
  readonly perSecond?: number;
}

/** What was posted. */
export interface ProducerReport {
  /** When each activity was sent first, in milliseconds since 1970, by its id. */
  readonly sent: Readonly<Record<string, number>>;
  readonly refused: number;
  readonly tookMs: number;
  readonly cpuMs: number;
}

const order = JSON.parse(await text(process.stdin)) as Order;
const sent: Record<string, number> = {};
const agent = new Agent({ keepAlive: true });
const startedAt = performance.now();
let next = 0;
let refused = 0;

/** A tenth of what `Retry-After` can say: the bench wants to know how much is taken. */
const PAUSE_MS = 100;

const perRequest = order.perRequest ?? 1;

/** Posts one request, from this activity on. */
async function post(first: number): Promise<void> {
  const indices = Array.from(
    { length: Math.min(perRequest, order.count - first) },
    (_, index) => first + index,
  );
  const activities = indices.map((index) => ({
    ...order.bodies[index % order.bodies.length],
    id: idOf(index),
    type: order.types[index % order.types.length],
  }));
  const body = JSON.stringify(perRequest === 1 ? activities[0] : activities);
  const now = performance.timeOrigin + performance.now();
  for (const index of indices) sent[idOf(index)] = now;
  while (!(await isAccepted(body))) {
    refused++;
    await delay(PAUSE_MS);
  }
}

function idOf(index: number): string {
  return `${order.prefix}${index}`;
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
  while (next < order.count) await post((next += perRequest) - perRequest);
}

async function paced(perSecond: number): Promise<void> {
  const posting: Promise<void>[] = [];
  for (let index = 0; index < order.count; index += perRequest) {
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
const report: ProducerReport = { sent, refused, tookMs, cpuMs: (user + system) / 1000 };
console.log(JSON.stringify(report));
