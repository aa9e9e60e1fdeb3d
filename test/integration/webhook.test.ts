import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, compactVerify, flattenedVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';

interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const deliveries: Delivery[] = [];
/** What the receiver answers, by path: one status after the other, the last one for ever. */
const answers = new Map<string, number[]>();
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const path = request.url ?? '';
    deliveries.push({ path, headers: request.headers, body: Buffer.concat(chunks) });
    const statuses = answers.get(path) ?? [200];
    const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200;
    response.writeHead(status, status === 429 ? { 'retry-after': '1' } : {}).end(`answered ${status}`);
  });
});

let system: TestSystem;
let base: string;
const sharedKey = Buffer.alloc(32, 9).toString('base64');

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  system = await startSystem({
    environment: { UPSHOT_EGRESS_ALLOW: `127.0.0.1:${port}`, UPSHOT_WEBHOOK_RETRY_SECONDS: '0.1,0.1' },
  });
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  receiver.close();
});

interface Entry {
  readonly attempt: number;
  readonly is_final: boolean;
  readonly outcome: string;
  readonly http_status: number | null;
  readonly error_message: string | null;
}

async function deliver(
  path: string,
  type: string,
  over: object = {},
): Promise<{ run: string; entries: readonly Entry[]; body: string }> {
  const integration = await system.addIntegration({
    type: 'webhook',
    url: base + path,
    events: [type],
    ...over,
  });
  const activity = await pushActivity(`to${path.replace('/', '-')}`, { type });
  const { matched } = await system.post(activity);
  const run = matched.find((item) => item.integration === integration)?.run ?? '';
  const entries = await eventually(async () => {
    const rows = await system.query<Entry>('select * from activity_log where run_id = $1 order by attempt', [
      run,
    ]);
    expect(rows.at(-1)?.is_final).toBe(true);
    return rows;
  });
  return { run, entries, body: JSON.stringify(activity) };
}

function deliveriesTo(path: string): readonly Delivery[] {
  return deliveries.filter((item) => item.path === path);
}

describe('a webhook', () => {
  it('posts the exact bytes, signed as Platform.sh signs and as Standard Webhooks do', async () => {
    const { run, entries, body } = await deliver('/signed', 'sign.me', { shared_key: sharedKey });
    expect(entries).toMatchObject([{ attempt: 1, outcome: 'succeeded', http_status: 200 }]);
    const [delivery] = deliveriesTo('/signed');
    expect(delivery?.body.toString()).toBe(body);
    expect(delivery?.headers['content-type']).toBe('application/json');
    expect(delivery?.headers['webhook-id']).toBe(run);
    expect(delivery?.headers['webhook-signature']).toMatch(/^v1,/);
    const [protectedHeader = '', , signature = ''] = String(delivery?.headers['x-jws-signature']).split('.');
    const payload = delivery?.body ?? Buffer.alloc(0);
    await flattenedVerify({ protected: protectedHeader, payload, signature }, base64url.decode(sharedKey));
  });

  it('is signed in the form that its integration names', async () => {
    const over = { shared_key: sharedKey, signature_form: 'compact' };
    await deliver('/compact', 'sign.compact', over);
    const [delivery] = deliveriesTo('/compact');
    const [protectedHeader, , signature] = String(delivery?.headers['x-jws-signature']).split('.');
    const jws = `${protectedHeader}.${delivery?.body.toString('base64url')}.${signature}`;
    await compactVerify(jws, new TextEncoder().encode(sharedKey));
    expect(delivery?.headers['webhook-signature']).toMatch(/^v1,/);
  });

  it('is not signed without a shared key', async () => {
    await deliver('/unsigned', 'dont.sign');
    expect(deliveriesTo('/unsigned')[0]?.headers).not.toHaveProperty('x-jws-signature');
  });

  it('is tried again with the same id until it is taken, every attempt in the log', async () => {
    answers.set('/flaky', [500, 503, 204]);
    const { run, entries } = await deliver('/flaky', 'flaky.me');
    expect(entries).toMatchObject([
      { attempt: 1, outcome: 'failed', http_status: 500, is_final: false },
      { attempt: 2, outcome: 'failed', http_status: 503, is_final: false },
      { attempt: 3, outcome: 'succeeded', http_status: 204, is_final: true },
    ]);
    expect(deliveriesTo('/flaky').map(({ headers }) => headers['webhook-id'])).toEqual([run, run, run]);
  });

  it('is given up after the last attempt', async () => {
    answers.set('/never', [500]);
    const { entries } = await deliver('/never', 'never.me');
    expect(entries.map(({ attempt, is_final }) => [attempt, is_final])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });

  it('is not tried again when the receiver says that it is gone', async () => {
    answers.set('/gone', [410]);
    const { entries } = await deliver('/gone', 'gone.me');
    expect(entries).toMatchObject([{ attempt: 1, outcome: 'failed', http_status: 410, is_final: true }]);
  });

  it('waits as long as Retry-After says', async () => {
    answers.set('/busy', [429, 200]);
    const { entries } = await deliver('/busy', 'busy.me');
    expect(entries).toMatchObject([{ http_status: 429 }, { http_status: 200, is_final: true }]);
    const times = await system.query<{ apart: number }>(
      `select extract(epoch from max(started_at) - min(started_at))::float as apart
       from activity_log where activity_id = 'to-busy'`,
    );
    expect(times[0]?.apart).toBeGreaterThanOrEqual(1);
  });

  it('does not reach private addresses that are not allowed, and does not say which they are', async () => {
    const integration = await system.addIntegration({
      type: 'webhook',
      url: 'http://169.254.169.254/latest',
      events: ['private.me'],
    });
    const { matched } = await system.post(await pushActivity('private', { type: 'private.me' }));
    const run = matched.find((item) => item.integration === integration)?.run ?? '';
    await eventually(async () => {
      const [entry] = await system.query<Entry>('select * from activity_log where run_id = $1', [run]);
      expect(entry).toMatchObject({ outcome: 'failed', http_status: null });
      expect(entry?.error_message).not.toMatch(/private|refused|allow/);
    });
  });
});
