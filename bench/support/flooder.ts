/**
 * Posts activities from a process of its own for a number of seconds and ignores refusals. Input by standard input,
 * as JSON: a {@link FloodOrder}. Output: one JSON object, a {@link FloodReport}.
 */
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { openBareConnection, toPostRequest, type BareConnection } from '@upshot/testing/bare-connection';

export interface FloodOrder {
  /** Activities go to one after the other. */
  readonly urls: readonly string[];
  readonly token: string;
  /** What the ids begin with. */
  readonly prefix: string;
  readonly types: readonly string[];
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  readonly connections: number;
  readonly seconds: number;
  /**
   * Arrivals are then independent of answers, at this mean rate (Poisson); otherwise each connection posts without
   * pause.
   */
  readonly perSecond?: number;
}

/** One request: which activity, when it was due (milliseconds since 1970), how it was answered after how long. */
export interface Posted {
  readonly id: string;
  readonly at: number;
  readonly status: number;
  readonly hasRetryAfter: boolean;
  readonly tookMs: number;
  /** By how much it was sent later than it was due, by the fault of this process or for want of a connection. */
  readonly lateMs: number;
}

export interface FloodReport {
  readonly posted: readonly Posted[];
  /** The part of a processor that this process used. */
  readonly processor: number;
}

/** How long a connection that posts without pause does pause when it was refused. */
const PAUSE_MS = 100;

const order = JSON.parse(await text(process.stdin)) as FloodOrder;
const [{ hostname, port } = new URL('http://127.0.0.1')] = order.urls.map((url) => new URL(url));
const paths = order.urls.map((url) => new URL(url).pathname);
const idle = Array.from({ length: order.connections }, () => openBareConnection(hostname, Number(port)));
const all = [...idle];
const wanting: ((connection: BareConnection) => void)[] = [];
const rest = order.bodies.map((body) => JSON.stringify(body).slice(1));
const posted: Posted[] = [];
await Promise.all(
  all.map((connection) => connection.ask(Buffer.from(`GET /livez HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`))),
);
const startedAt = performance.now();
const endsAt = startedAt + order.seconds * 1000;
let next = 0;

if (order.perSecond === undefined) await Promise.all(all.map(postWithoutPause));
else await postAtRandom(order.perSecond);
for (const connection of all) connection.close();
const { user, system } = process.cpuUsage();
const report: FloodReport = { posted, processor: (user + system) / 1000 / (performance.now() - startedAt) };
process.stdout.write(JSON.stringify(report));

async function postWithoutPause(connection: BareConnection): Promise<void> {
  while (performance.now() < endsAt) {
    const status = await post(connection, performance.now());
    if (status !== 202) await delay(PAUSE_MS);
  }
}

async function postAtRandom(perSecond: number): Promise<void> {
  const underWay: Promise<void>[] = [];
  for (let due = startedAt; due < endsAt; due += (-Math.log(1 - Math.random()) / perSecond) * 1000) {
    const early = due - performance.now();
    if (early > 1) await delay(early);
    underWay.push(postWhenDue(due));
  }
  await Promise.all(underWay);
}

async function postWhenDue(due: number): Promise<void> {
  const connection = idle.pop() ?? (await new Promise<BareConnection>((resolve) => wanting.push(resolve)));
  await post(connection, due);
  const first = wanting.shift();
  if (first === undefined) idle.push(connection);
  else first(connection);
}

async function post(connection: BareConnection, due: number): Promise<number> {
  const index = next++;
  const id = `${order.prefix}${index}`;
  const type = order.types[Math.floor(index / paths.length) % order.types.length];
  const json = `{"id":"${id}","type":"${type}",${rest[index % rest.length]}`;
  const path = paths[index % paths.length] ?? '';
  const request = toPostRequest(hostname, path, order.token, json);
  const sentAt = performance.now();
  const { status, hasRetryAfter } = await connection.ask(request);
  posted.push({
    id,
    at: performance.timeOrigin + due,
    status,
    hasRetryAfter,
    tookMs: performance.now() - due,
    lateMs: sentAt - due,
  });
  return status;
}
