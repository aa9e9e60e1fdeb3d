import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths, printed, push, trialsOf } from './trial-calls.ts';

const secret = 'open-sesame-4711';
let received = 0;
const receiver = createServer((_request, response) => {
  received += 1;
  response.end('real');
});

let system: TestSystem;
let integration: string;
let remote: string;

beforeAll(async () => {
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  remote = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  system = await startSystem({
    environment: {
      UPSHOT_EGRESS_ALLOW: '127.0.0.1',
      UPSHOT_SCRIPT_WALL_MS: '20000',
      UPSHOT_SCRIPT_CPU_MS: '500',
    },
  });
  integration = await system.addIntegration({
    type: 'script',
    name: 'count',
    script: `const s = require('storage'); s.set('n', (s.get('n') || 0) + 1); console.log(s.get('n'))`,
    events: ['environment.push'],
  });
  await system.call('POST', `/projects/${project}/integrations/count/variables`, {
    name: 'token',
    value: secret,
    is_sensitive: true,
  });
  await system.post(await pushActivity('a1'));
  await system.logged(1);
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  receiver.closeAllConnections();
  receiver.close();
});

const { ask, run, endOf, tokenOf } = trialsOf(() => system);

describe('a script of no integration', () => {
  it('runs on a sample, with the project, variables, stored values and answers that are given', async () => {
    const source = `
      const r = fetch('${remote}/jobs', { method: 'POST', body: variables.label });
      console.log(activity.type, project.title, variables.label, r.status, r.text());
      require('storage').set('seen', require('storage').get('seen') + 1);`;
    const answer = await run(source, {
      variables: { label: 'x' },
      storage: { seen: 41 },
      answers: {
        rules: [{ request: { method: 'POST', url: `${remote}/**` }, respond: { status: 201, body: 'ok' } }],
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ version: 1, mode: 'dry', outcome: 'succeeded', error: null });
    expect(printed(answer)).toContain('environment.push Shop x 201 ok');
    expect(answer.body.requests).toMatchObject([
      { method: 'POST', body: 'x', answered_by: 'rule 1', status: 201 },
    ]);
    expect(answer.body.storage.writes).toEqual([{ key: 'seen', before: 41, after: 42 }]);
    expect(received).toBe(0);
  });

  it('fails with its place and a hint, and keeps to limits that may only be lowered', async () => {
    const failed = await run('console.log(activity.payload.deploymnt.webapps)');
    expect(failed.body.error).toMatchObject({
      name: 'TypeError',
      line: 1,
      hint: expect.stringContaining('deployment') as string,
    });
    const late = await run('for (;;);', { limits: { wall_ms: 200, cpu_ms: 9_000_000 } });
    expect([late.status, late.body.code]).toEqual([400, 'invalid_request']);
    const ended = await run('for (;;);', { limits: { wall_ms: 200, cpu_ms: 3_000_000 } });
    expect(ended.body).toMatchObject({ outcome: 'timed_out', limits: { wall_ms: 200, cpu_ms: 500 } });
  });

  it('has a document as it is given, every digit of it', async () => {
    const document = '{"id":"d1","type":"x","n":12345678901234567890}';
    const source = 'console.log(activity.id, JSON.stringify(activity).length)';
    expect(printed(await run(source, { activity: { document } }))[0]).toMatch(/^d1 /);
    const pasted = await run('console.log(activity.id)', { activity: { document: { id: 'd2' } } });
    expect(printed(pasted)).toEqual(['d2']);
  });

  it.each([
    ['let let', {}, 400, 'invalid_script'],
    [';', { activity: {} }, 400, 'invalid_request'],
    [';', { activity: { id: 'a1', sample: 'environment.push' } }, 400, 'invalid_request'],
    [';', { activity: { sample: 'environment.psuh' } }, 404, 'event_type_not_found'],
    [
      ';',
      { activity: { sample: 'environment.push', state: 'pending', result: 'success' } },
      400,
      'invalid_request',
    ],
    [';', { activity: { document: '{"id": }' } }, 400, 'invalid_request'],
    [';', { activity: { document: '[]' } }, 400, 'invalid_request'],
    [';', { activity: { document: { id: 'x'.repeat(1_100_000) } } }, 413, 'trial_too_large'],
    [';', { activity: { id: 'none' } }, 404, 'activity_not_found'],
    [';', { answers: { rules: [{ request: { url: '/(a+)+$/' } }] } }, 400, 'invalid_request'],
    [';', { answers: { rules: [{ request: { body: '*' } }] } }, 400, 'invalid_request'],
    [';', { answers: { rules: [{ request: {}, respond: {}, error: 'dns' }] } }, 400, 'invalid_request'],
    [';', { storage: 'copy' }, 400, 'invalid_request'],
    [
      `for (let i = 0; i < 49; i++) fetch('https://a.example/', { method: 'POST', body: 'x'.repeat(65536) })`,
      { answers: { default: { body: 'y'.repeat(65_536) } } },
      413,
      'trial_too_large',
    ],
  ] as const)('%j with %j: %i %s', async (source, more, status, code) => {
    const answer = await run(source.slice(0, 200), more);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('the script of an integration', () => {
  it('runs on a recorded activity with a copy of what is stored, and leaves no trace', async () => {
    const before = await system.query('select key, value from storage');
    const answer = await ask(paths.test, { activity: { id: 'a1' } });
    expect(printed(answer)).toEqual(['2']);
    expect(answer.body.storage.writes).toEqual([{ key: 'n', before: 1, after: 2 }]);
    const empty = await ask(paths.test, { activity: { id: 'a1' }, storage: 'empty' });
    expect(printed(empty)).toEqual(['1']);
    expect(await system.query('select key, value from storage')).toEqual(before);
    expect(await system.query('select run_id from activity_log')).toHaveLength(1);
    expect(await system.query('select id from pending_runs')).toEqual([]);
    const audited = await system.query<{ operation: string; target: unknown; fields: unknown }>(
      `select operation, target, fields from audit_log where operation = 'testIntegration' limit 1`,
    );
    expect(audited).toEqual([
      { operation: 'testIntegration', target: { integration }, fields: ['activity'] },
    ]);
  });

  it('another source in its place has the variables, and the answer masks the sensitive ones', async () => {
    const source = `
      console.log('as it is', variables.token, JSON.stringify(variables));
      fetch('https://a.example/' + variables.token, { method: 'POST', headers: { 'x-t': variables.token }, body: variables.token });
      require('storage').set(variables.token, { in: variables.token });
      throw new Error('with ' + variables.token);`;
    const answer = await ask(paths.test, { source, activity: push });
    expect(answer.status).toBe(200);
    expect(answer.body.outcome).toBe('failed');
    expect(answer.text).not.toContain(secret);
    expect(answer.text).not.toContain(Buffer.from(secret).toString('base64'));
    const own = await ask(paths.test, {
      source: 'console.log(variables.token)',
      activity: push,
      variables: { token: 'own-secret-0815' },
    });
    expect(printed(own)).toEqual(['******']);
    expect(own.text).not.toContain('own-secret-0815');
  });

  it('a version runs, and one that there is not is refused', async () => {
    expect((await ask(paths.test, { version: 1, activity: push })).body.outcome).toBe('succeeded');
    const none = await ask(paths.test, { version: 9, activity: push });
    expect([none.status, none.body.code]).toEqual([404, 'version_not_found']);
    const both = await ask(paths.test, { version: 1, source: ';', activity: push });
    expect(both.body.code).toBe('invalid_request');
    const absent = await ask(`/projects/${project}/integrations/none/test`, { activity: push });
    expect(absent.body.code).toBe('integration_not_found');
  });

  it('readers try nothing; operators try what is there, and no source of their own', async () => {
    const [reader, operator, producer] = await Promise.all(['read', 'operate', 'producer'].map(tokenOf));
    for (const token of [reader, producer])
      for (const path of [paths.test, paths.run])
        expect((await ask(path, { source: ';', activity: push }, token)).body.code).toBe('forbidden');
    expect((await ask(paths.test, { activity: { id: 'a1' } }, operator)).status).toBe(200);
    const answers = { rules: [{ request: { url: 'https://chat.example/a**' } }] };
    const document = { activity: { document: {} } };
    for (const own of [{ source: ';' }, { variables: {} }, { storage: {} }, document, { answers }]) {
      const { status, body } = await ask(paths.test, { activity: push, ...own }, operator);
      expect([status, body.code]).toEqual([403, 'forbidden']);
    }
  });

  it('another project sees nothing of it', async () => {
    await system.call('PUT', '/projects/other', { title: 'Other' });
    const other = await ask('/projects/other/integrations/count/test', { activity: push });
    expect(other.body.code).toBe('integration_not_found');
    const id = { source: ';', activity: { id: 'a1' } };
    expect((await ask('/projects/other/scripts:run', id)).body.code).toBe('activity_not_found');
  });
});

describe('hostile scripts', () => {
  it.each([
    ['a loop', 'for (;;);', 'timed_out'],
    ['memory', 'const a = []; for (;;) a.push(new Array(1e6).fill(1));', 'out_of_memory'],
    ['an abort of the engine', `'a'.repeat(2 ** 28).split('')`, /^(crashed|out_of_memory)$/],
    ['a request to the machine itself', `fetch('http://127.0.0.1:1/')`, 'succeeded'],
    [
      'a prototype',
      `Object.prototype.outcome = 'x'; Object.prototype.problem = 'y'; console.log(1)`,
      'succeeded',
    ],
  ])('%s costs its own trial only', async (_what, source, outcome) => {
    const answer = await endOf(await run(source));
    expect(answer.status).toBe(200);
    expect(answer.body.outcome).toMatch(outcome);
    expect(printed(await run('console.log(1)'))).toEqual(['1']);
  });

  it('finds nothing that another trial has left', async () => {
    await run('globalThis.left = 1; Object.prototype.left = 2; require("storage").set("left", 3)');
    const after = await run('console.log(typeof left, ({}).left, require("storage").get("left"))');
    expect(printed(after)).toEqual(['undefined undefined null']);
  });
});
