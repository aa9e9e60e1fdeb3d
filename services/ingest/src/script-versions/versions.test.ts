import { createHash } from 'node:crypto';
import { claimLane } from '@upshot/ledger/lanes/lease';
import { writeOperations } from '@upshot/ledger/runs/write-operations';
import { readDueRuns } from '@upshot/ledger/runs/due';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { settlementOf } from '@upshot/testing/ledger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const base = '/api/projects/p1';
let count = 0;

/** Adds a script; returns the path of its versions. */
async function start(): Promise<string> {
  const body = { type: 'script', script: 'say(1)', name: `script${++count}` };
  await t.call('POST', `${base}/integrations`, { body });
  return `${base}/integrations/${body.name}/versions`;
}

const post = (path: string, body: object) => t.call('POST', path, { body });
const list = async (path: string) => (await t.call('GET', path)).list as unknown as readonly object[];

it('each source is a version, with its message and who made it, the newest first', async () => {
  const path = await start();
  const added = await post(path, { source: 'say(2)', message: 'louder' });
  expect(added.status).toBe(201);
  expect(added.json).toMatchObject({ version: 2, source: 'say(2)', is_current: true });
  await t.call('PATCH', path.replace('/versions', ''), { body: { script: 'say("ä")' } });
  const sha256 = createHash('sha256').update('say("ä")').digest('hex');
  expect(await list(path)).toMatchObject([
    { version: 3, is_current: true, message: null, created_by: 'bootstrap', origin: 'api', sha256, bytes: 9 },
    { version: 2, is_current: false, message: 'louder', rollback_of: null, runs: 0, cpu_ms_p95: null },
    { version: 1, created_by: 'bootstrap' },
  ]);
  expect(await list(`${path}?before=3&count=1`)).toMatchObject([{ version: 2 }]);
  expect((await t.call('GET', `${path}/1`)).json).toMatchObject({ version: 1, source: 'say(1)' });
});

it('the name of the token says who made a version', async () => {
  const path = await start();
  const token = await t.mintToken('admin', 'p1');
  await t.call('POST', path, { body: { source: 'say(2)' }, token });
  expect(await list(path)).toMatchObject([{ created_by_name: 'test' }, { created_by_name: null }]);
});

it('the same source makes no version', async () => {
  const path = await start();
  const before = (await t.call('GET', path.replace('/versions', ''))).json;
  const same = await post(path, { source: 'say(1)', message: 'again' });
  expect(same.status).toBe(200);
  expect(same.json).toMatchObject({ version: 1, message: null });
  expect((await t.call('GET', path.replace('/versions', ''))).json).toEqual(before);
});

it('a version that was made meanwhile is not overwritten', async () => {
  const path = await start();
  const sources = ['say(2)', 'say(3)', 'say(4)', 'say(5)'];
  const answers = await Promise.all(sources.map((source) => post(path, { source, if_version: 1 })));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409]);
  const outdated = await post(path, { source: 'say(6)', if_version: 1 });
  expect(outdated.json).toMatchObject({ code: 'version_outdated' });
  expect(outdated.json.detail['if_version']).toContain('the current version is 2');
  expect(await list(path)).toHaveLength(2);
});

it('a rollback is a new version with the old source', async () => {
  const path = await start();
  await post(path, { source: 'say(2)' });
  const { status, json } = await post(`${path}/1/rollback`, { message: 'too loud' });
  expect(status).toBe(201);
  expect(json).toMatchObject({ version: 3, source: 'say(1)', origin: 'rollback', rollback_of: 1 });
  expect((await t.call('GET', path.replace('/versions', ''))).json).toMatchObject({
    script: 'say(1)',
    script_version: 3,
  });
  expect((await post(`${path}/1/rollback`, {})).json).toMatchObject({ version: 3 });
  expect((await post(`${path}/2/rollback`, { if_version: 2 })).json.code).toBe('version_outdated');
});

it('a version says how many of its runs failed', async () => {
  const path = await start();
  const { id } = (await t.call('GET', path.replace('/versions', ''))).json;
  for (const outcome of ['succeeded', 'failed', 'cancelled'] as const) {
    const activity = { id: `${id}-${outcome}`, type: 'environment.push', state: 'complete' };
    await t.call('POST', `${base}/activities`, { body: activity });
    const portion = { runs: 1, bytes: 1_000_000, longestRetryMs: LONGEST_RETRY_MS };
    const [run] = await readDueRuns(t.database, `${id}.0`, portion);
    const lease = await claimLane(t.database, `${id}.0`, 'test');
    if (run === undefined) throw new Error('the run is not due');
    const settlement = settlementOf(run, { outcome, scriptVersion: 1, cpuMs: 12 });
    await writeOperations(t.database, [{ kind: 'settle', lease, settlement }]);
  }
  await post(path, { source: 'say(2)' });
  expect(await list(path)).toMatchObject([
    { version: 2, runs: 0, failed: 0 },
    { version: 1, runs: 3, failed: 1, cpu_ms_p95: 12 },
  ]);
});

it.each([
  ['POST', '', { source: 'let let' }, 400, 'invalid_script'],
  ['POST', '', { source: '' }, 400, 'invalid_request'],
  ['POST', '', { source: '1', message: '' }, 400, 'invalid_request'],
  ['POST', '', { source: '1', if_version: 0 }, 400, 'invalid_request'],
  ['POST', '/9/rollback', {}, 404, 'version_not_found'],
  ['GET', '/9', undefined, 404, 'version_not_found'],
  ['GET', '/x', undefined, 400, 'invalid_request'],
  ['GET', '/99999999999', undefined, 400, 'invalid_request'],
] as const)('%s %s %j is refused', async (method, rest, body, status, code) => {
  const path = await start();
  expect((await t.call(method, `${path}${rest}`, { body })).json).toMatchObject({ status, code });
});

it('only scripts have versions', async () => {
  const body = { type: 'webhook', url: 'https://a.example/', name: 'hook' };
  await t.call('POST', `${base}/integrations`, { body });
  const { json } = await t.call('GET', `${base}/integrations/hook/versions`);
  expect(json).toMatchObject({ status: 400, detail: { integration: 'is a webhook, which has no script' } });
  expect((await t.call('GET', `${base}/integrations/nope/versions`)).status).toBe(404);
});

it('a token that only reads makes no version', async () => {
  const path = await start();
  const token = await t.mintToken('read', 'p1');
  expect((await t.call('GET', path, { token })).status).toBe(200);
  expect((await t.call('POST', path, { body: { source: '1' }, token })).status).toBe(403);
});
