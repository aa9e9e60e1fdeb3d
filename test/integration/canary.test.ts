import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';

/** Random, so that nothing else has it; with letters that every spelling changes. */
const canary = `canary/${randomBytes(12).toString('hex')}+ü"\\`;
const sharedKey = Buffer.from(canary).toString('base64url');

/** Everything a script can do to make a secret visible, except for taking it apart. */
const script = `
const { token } = variables;
console.log(token); console.error(encodeURIComponent(token), JSON.stringify({ token }));
require('storage').set('token', { token, list: [encodeURIComponent(token)] });
console.log({ deep: [token] }, new Error(token));
const base = activity.parameters.base;
for (const url of ['/' + encodeURIComponent(token), '/?token=' + encodeURIComponent(token), '/#' + token]) {
  try { console.log(fetch(base + url, { headers: { authorization: 'Bearer ' + encodeURIComponent(token) } }).text()); }
  catch (error) { console.log(error.message); }
}
try { console.log(fetch(base, { method: 'POST', body: token, headers: { 'x-token': token } }).text()); }
catch (error) { console.log(error.message); }
try { fetch('http://' + encodeURIComponent(token) + '.invalid/'); } catch (error) { console.log(error.message); }
try { fetch(token); } catch (error) { console.log(error.message); }
try { JSON.parse(token); } catch (error) { console.log(error.message); }
try { require(token); } catch (error) { console.log(error.message); }
for (const wait = Date.now() + 700; Date.now() < wait;);
const error = new Error('with ' + token);
error.name = token;
throw error;`;

it('a secret that takes every path appears in no table, Redis key, log, span or response', async () => {
  const exported: string[] = [];
  const collector = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => exported.push(chunk.toString('latin1')));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  /** Gives back whatever it was sent. */
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url, headers } = request;
      response.writeHead(410).end(`${url} ${JSON.stringify(headers)} ${Buffer.concat(chunks).toString()}`);
    });
  });
  for (const server of [collector, receiver]) await once(server.listen(0, '127.0.0.1'), 'listening');
  const at = (server: typeof collector) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using system = await startSystem({
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: at(collector),
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      UPSHOT_EGRESS_ALLOW: '127.0.0.1',
      LOG_LEVEL: 'trace',
    },
  });
  const answers: string[] = [];
  const call = async (method: string, path: string, body?: unknown): Promise<string> => {
    const response = await fetch(`${system.url}/api/projects/${project}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push(text, JSON.stringify([...response.headers]));
    return text;
  };

  const scripted = await system.addIntegration({ type: 'script', script, events: ['canary.script'] });
  const variables = `/integrations/${scripted}/variables`;
  const variable = { name: 'token', value: canary, is_sensitive: true };
  const { id } = (
    JSON.parse(await call('POST', variables, variable)) as { _embedded: { entity: { id: string } } }
  )._embedded.entity;
  await call('PATCH', `${variables}/${id}`, { ...variable, is_json: true });
  await call('POST', variables, variable);
  const hooked = {
    type: 'webhook',
    url: `${at(receiver)}/`,
    shared_key: sharedKey,
    events: ['canary.webhook'],
  };
  const webhook = await system.addIntegration(hooked);
  await call('PATCH', `/integrations/${webhook}`, { shared_key: sharedKey, states: ['complete'] });
  await call('POST', '/integrations', { ...hooked, shared_key: `${sharedKey}!` });
  await call('POST', '/integrations', { type: 'health.slack', channel: '#ops', token: canary });
  await call('POST', '/integrations', { type: 'health.pagerduty', routing_key: sharedKey.slice(0, 32) });

  const base = at(receiver);
  const runs = [];
  for (const type of ['canary.script', 'canary.webhook']) {
    const sample = await pushActivity(type, { type });
    const { matched } = await system.post({ ...sample, parameters: { base } });
    runs.push(matched[0]?.run ?? '');
  }
  const redis = new Redis(system.redisUrl);
  let redisDump = '';
  await eventually(
    async () => {
      redisDump += await dumpRedis(redis);
      const [row] = await system.query('select count(*)::int as finals from activity_log where is_final');
      expect(row).toEqual({ finals: 2 });
    },
    { withinMs: 30_000 },
  );
  redisDump += await dumpRedis(redis);
  redis.disconnect();

  for (const run of runs) {
    for (const path of [`/runs/${run}`, `/runs/${run}/log`]) await call('GET', path);
  }
  for (const integration of [scripted, webhook]) {
    const path = `/integrations/${integration}`;
    for (const of of ['', '/activities', '/variables']) await call('GET', path + of);
    await call('POST', `${path}/validate`);
  }
  for (const path of ['/integrations', '/activities', '/runs', '', `${variables}/${id}`])
    await call('GET', path);
  await eventually(() => expect(exported.join('')).toContain('canary.webhook'));

  const [entry] = await system.query<{ output: string }>(
    `select output from activity_log where activity_type = 'canary.script'`,
  );
  expect(entry?.output.match(/\*{6}/g)?.length).toBeGreaterThan(10);
  const everything = {
    tables: await dumpTables(system),
    redis: redisDump,
    ingest: await system.ingest.log(),
    worker: (await Promise.all(system.workers.map((worker) => worker.log()))).join(''),
    spans: exported.join(''),
    answers: answers.join('\n'),
  };
  const places = Object.entries(everything);
  expect(places.filter(([, text]) => text.length < 100)).toEqual([]);
  const leaks = places.flatMap(([place, text]) =>
    spellingsOf(canary)
      .filter((spelling) => text.includes(spelling))
      .map((spelling) => `${place}: ${spelling}`),
  );
  expect(leaks).toEqual([]);
  for (const server of [collector, receiver]) server.close();
});

/** What a secret looks like after a program has handled it; its random part is in most of them. */
function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const [random = ''] = /[0-9a-f]{24}/.exec(secret) ?? [];
  return [
    random,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    sharedKey.slice(0, 32),
  ];
}

async function dumpTables(system: TestSystem): Promise<string> {
  const tables = await system.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const dumps: unknown[] = [];
  for (const { name } of tables) dumps.push(await system.query(`select t::text from ${name} t`));
  return JSON.stringify(dumps);
}

async function dumpRedis(redis: Redis): Promise<string> {
  const keys = await redis.keys('*');
  const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key).catch(() => undefined)));
  return [...keys, ...values.map((value) => value?.toString('latin1') ?? '')].join('\n');
}
