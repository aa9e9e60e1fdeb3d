import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonsOf } from './comparison-calls.ts';
import { trialsOf } from './trial-calls.ts';

const secret = 'open-sesame-4711';

const source = `
if (activity.environments[0] === 'broken') throw new Error('no ' + variables.token);
const storage = require('storage');
storage.set('n', (storage.get('n') || 0) + 1);
console.log('push to', activity.environments[0], variables.token);
try {
  fetch('http://127.0.0.1:1/' + variables.token, { method: 'POST', body: variables.token });
} catch (error) {
  console.log(error.name);
}`;

let system: TestSystem;
let integration: string;

/** Five runs: one failed, one of another type, and two that were recorded. */
beforeAll(async () => {
  system = await startSystem();
  integration = await system.addIntegration({
    type: 'script',
    name: 'notify',
    script: source,
    events: ['*'],
  });
  const variable = { name: 'token', value: secret, is_sensitive: true };
  await system.call('POST', `/projects/${project}/integrations/notify/variables`, variable);
  const post = async (id: string, environment: string, type = 'environment.push') => {
    await system.post({ ...(await pushActivity(id)), type, environments: [environment] });
  };
  await post('a1', 'main');
  await post('a2', 'broken');
  await post('a3', 'main', 'environment.merge');
  await system.logged(3);
  await system.call('PUT', `/projects/${project}/integrations/notify/recording`, { count: 10 });
  await post('a4', 'main');
  await post('a5', 'feature');
  await system.logged(5);
});

afterAll(() => system[Symbol.asyncDispose]());

const { ask, compare, endOf, read, path } = comparisonsOf(() => system);
const { tokenOf } = trialsOf(() => system);

const result = async (body: object) => (await endOf(await compare(body))).body;

describe('a source compared with history', () => {
  it('does the same where it is the same; recorded runs are compared exactly', async () => {
    const answer = await compare({ source, last: 10 });
    expect(answer.location).toBe(`${path.replace('notify', integration)}/${answer.body.id}`);
    const { body, text } = await endOf(answer);
    expect(body).toMatchObject({
      status: 'complete',
      total: 5,
      done: 5,
      counts: { same: 5, changed: 0, fixed: 0, broken: 0, skipped: 0 },
      exact: 2,
      inexact: 3,
      request: { last: 10 },
    });
    expect(body.runs.map(({ activity }) => activity)).toEqual(['a5', 'a4', 'a3', 'a2', 'a1']);
    expect(text).not.toContain(secret);
  });

  it('is judged run by run, with its differences, and no secret', async () => {
    const other = source
      .replace('if (', 'if (activity.environments[0] === "feature") missing();\nif (false && ')
      .replace("'push to'", "'Push to'")
      .replace('body: variables.token', 'body: variables.token + "!"');
    const { body, text } = await endOf(await compare({ source: other }));
    expect(body.counts).toEqual({ same: 0, changed: 3, fixed: 1, broken: 1, skipped: 0 });
    const verdicts = Object.fromEntries(body.runs.map(({ activity, verdict }) => [activity, verdict]));
    expect(verdicts).toEqual({ a1: 'changed', a2: 'fixed', a3: 'changed', a4: 'changed', a5: 'broken' });
    const [broken, exact] = body.runs;
    expect(broken).toMatchObject({ was: 'succeeded', outcome: 'failed', is_exact: true });
    expect(broken?.differences.find(({ part }) => part === 'error')?.fields).toEqual([
      { field: 'error', recorded: '(none)', now: 'ReferenceError: missing is not defined' },
    ]);
    const fields = exact?.differences.flatMap((difference) => difference.fields.map(({ field }) => field));
    expect(fields).toEqual(['body', 'output line 1']);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('base64'));
  });

  it('sends nothing, stores nothing, and is in no log but the audit', async () => {
    const count = async () =>
      await system.query(`select (select count(*)::int from activity_log) as log,
        (select count(*)::int from pending_runs) as pending, (select value from storage where key = 'n') as n`);
    const before = await count();
    const { id } = await result({ source, ignore: ['output'], last: 2 });
    expect(await count()).toEqual(before);
    const [audited] = await system.query(
      `select operation, target, fields from audit_log where operation = 'compareScript' order by seq desc limit 1`,
    );
    expect(audited).toEqual({
      operation: 'compareScript',
      target: { integration },
      fields: ['source', 'ignore', 'last'],
    });
    const listed = await ask('GET', path);
    expect((listed.body as unknown as { id: string }[])[0]?.id).toBe(id);
  });

  it.each([
    [{ last: 2 }, ['a5', 'a3']],
    [{ type: ['environment.merge'] }, ['a3']],
    [{ outcome: ['failed'] }, ['a2']],
    [{ against: 2 }, []],
    [{ from: '2100-01-01T00:00:00Z' }, []],
    [{ to: '2000-01-01T00:00:00Z' }, []],
  ])('is compared with the runs that %j chooses', async (filter, activities) => {
    const { runs, status } = await result({ source, ...filter });
    expect([status, runs.map(({ activity }) => activity)]).toEqual(['complete', activities]);
  });

  it('leaves out parts that do not count', async () => {
    const louder = source.replace("'push to'", "'Push to'");
    const { counts } = await result({ source: louder, ignore: ['output', 'error'] });
    expect(counts).toMatchObject({ same: 5, changed: 0 });
  });

  it('has few differences in its answer, however many there are', async () => {
    const chatty = `const storage = require('storage');
      for (let i = 0; i < 100; i++) storage.set('key ' + i, 'x'.repeat(1000));
      console.log('y'.repeat(100000)); throw new Error('z'.repeat(100000))`;
    const { body, text } = await endOf(await compare({ source: chatty }));
    expect(body.counts.broken).toBe(4);
    expect(text.length).toBeLessThan(5 * 6000);
    expect(body.runs[0]?.omitted_differences).toBeGreaterThan(20);
  });

  it('a run whose activity has left is passed over', async () => {
    await system.query(`delete from activities where id = 'a1'`);
    const { counts, runs } = await result({ source });
    expect(counts).toMatchObject({ same: 4, skipped: 1 });
    expect(runs.at(-1)).toMatchObject({
      verdict: 'skipped',
      outcome: null,
      skipped_because: 'its activity is no longer kept',
    });
  });
});

describe('who may compare', () => {
  it('an admin does; operators look on; readers and producers do neither', async () => {
    const { id } = await result({ source, last: 1 });
    const [reader, operator, producer] = await Promise.all(['read', 'operate', 'producer'].map(tokenOf));
    for (const token of [reader, producer]) {
      for (const [method, address] of [
        ['POST', path],
        ['GET', path],
        ['GET', `${path}/${id}`],
        ['POST', `${path}/${id}/cancel`],
        ['POST', `${path}/${id}/promote`],
      ] as const) {
        const body = method === 'POST' ? { body: { source } } : {};
        const answer = await ask(method, address, { ...body, token: token ?? '' });
        expect([method, address, answer.status]).toEqual([method, address, 403]);
      }
    }
    expect((await ask('GET', `${path}/${id}`, { token: operator ?? '' })).status).toBe(200);
    expect((await compare({ source }, operator)).status).toBe(403);
    const promoted = await ask('POST', `${path}/${id}/promote`, { body: {}, token: operator ?? '' });
    expect(promoted.status).toBe(403);
  });

  it('another project sees nothing of it', async () => {
    const { id } = await result({ source, last: 1 });
    await system.call('PUT', '/projects/other', { title: 'Other' });
    const address = `/api/projects/other/integrations/${integration}/comparisons`;
    for (const [method, end] of [
      ['GET', `/${id}`],
      ['GET', ''],
      ['POST', `/${id}/cancel`],
    ] as const) {
      const { status } = await ask(method, address + end, method === 'POST' ? { body: {} } : {});
      expect([method, end, status]).toEqual([method, end, 404]);
    }
    expect((await read(id)).status).toBe(200);
  });
});

it.each([
  [{}, 400, 'invalid_request'],
  [{ source: '' }, 400, 'invalid_request'],
  [{ source: 'let let' }, 400, 'invalid_script'],
  [{ source: ';', last: 0 }, 400, 'invalid_request'],
  [{ source: ';', last: 201 }, 400, 'invalid_request'],
  [{ source: ';', against: 'v1' }, 400, 'invalid_request'],
  [{ source: ';', outcome: ['cancelled'] }, 400, 'invalid_request'],
  [{ source: ';', outcome: [] }, 400, 'invalid_request'],
  [{ source: ';', type: 'environment.push' }, 400, 'invalid_request'],
  [{ source: ';', from: 'yesterday' }, 400, 'invalid_request'],
  [{ source: ';', ignore: ['smell'] }, 400, 'invalid_request'],
  [{ source: ';', lats: 5 }, 400, 'invalid_request'],
])('%j: %i %s', async (body, status, code) => {
  const answer = await compare(body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

it('what is not there is not found', async () => {
  expect((await read('none')).body.code).toBe('comparison_not_found');
  const absent = await ask('POST', path.replace('notify', 'none'), { body: { source } });
  expect(absent.body.code).toBe('integration_not_found');
  const webhook = { type: 'webhook', name: 'hook', url: 'https://example.com/', events: ['*'] };
  await system.addIntegration(webhook);
  const noScript = await ask('POST', path.replace('notify', 'hook'), { body: { source } });
  expect([noScript.status, noScript.body.code]).toEqual([400, 'invalid_request']);
});
