import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { answerLive } from './answer-live.ts';
import { openLiveClient } from './open-live-client.ts';
import { renderTrial } from './render-trial.ts';
import { answerByRules } from './rules/answer-by-rules.ts';
import type { Rules } from './rules/rules.ts';
import { runTrial, type TrialInput } from './run-trial.ts';
import { openTrialSandbox } from './trial-sandbox.ts';

const sandbox = openTrialSandbox({});
afterAll(() => sandbox.close());

const SECRET = 's3cret-value-of-a-test';
const LETTERS = 'correcthorse';

type Options = Partial<TrialInput> & { readonly rules?: Rules };

function run(source: string, { rules = { answers: [] }, ...more }: Options = {}) {
  return runTrial(sandbox, {
    script: { file: 'hook.js', source },
    activity:
      '{"id":"a1","type":"environment.push","state":"complete","result":"success","environments":["main"]}',
    activitySource: 'test',
    project: '{"id":"demo"}',
    variables: JSON.stringify({
      chat_url: `https://chat.example/${SECRET}`,
      token: SECRET,
      letters: LETTERS,
    }),
    secrets: [SECRET, LETTERS, `https://chat.example/${SECRET}`],
    storage: new Map([['pushes', '3']]),
    answerer: answerByRules(rules, more.isStrict ?? false),
    limits: {},
    ...more,
  });
}

describe('a trial', () => {
  it('keeps an account of every effect, and lets none out', async () => {
    const source = `const storage = require('storage');
      storage.set('pushes', storage.get('pushes') + 1); storage.set('new', { a: 1.50 }); storage.remove('gone');
      const response = fetch('https://api.example/x?a=1', { method: 'POST', body: '{"n":1}' });
      console.log(response.status, response.headers.get('content-type'), response.json().id);
      fetch('https://other.example/');`;
    const rule = {
      request: { method: 'POST', url: 'https://api.example/*' },
      respond: { status: 201, json: { id: 7 } },
    };
    const { trial, storage, violations } = await run(source, { rules: { answers: [rule] } });
    expect(trial).toMatchObject({
      version: 1,
      mode: 'dry',
      outcome: 'succeeded',
      error: null,
      activity: { id: 'a1', type: 'environment.push', source: 'test' },
      requests: [
        {
          n: 1,
          method: 'POST',
          url: 'https://api.example/x?a=1',
          body: '{"n":1}',
          answered_by: 'rule 1',
          status: 201,
        },
        { n: 2, method: 'GET', answered_by: 'default', status: 200, response_body: '' },
      ],
      storage: {
        reads: 1,
        writes: [
          { key: 'pushes', before: 3, after: 4 },
          { key: 'new', before: null, after: { a: 1.5 } },
        ],
        cleared: false,
      },
      usage: { fetches: 2 },
      limits: { wall_ms: 30_000, cpu_ms: 5000, memory_mb: 128, fetches: 50 },
      warnings: [],
    });
    const texts = trial.output.map(([, , text]) => text.replace(/\(\d+ ms\)/, '(… ms)'));
    expect(texts).toContain('201 application/json 7');
    expect(texts).toContain('HTTP request POST https://api.example/x?…');
    expect(texts).toContain('HTTP response 201 Created (… ms)');
    expect(Object.fromEntries(storage)).toEqual({ pushes: '4', new: '{"a":1.5}' });
    expect(violations).toEqual([]);
  });

  it('masks secrets everywhere, and shows them when asked to', async () => {
    const source = `console.log(variables.token); require('storage').set('k', variables.token);
      fetch(variables.chat_url + '?key=' + variables.token, { method: 'POST', body: variables.token,
        headers: { 'x-plain': btoa(variables.token), authorization: 'Bearer other' } });
      fetch('https://chat.example/', { method: variables.letters });
      throw new Error(variables.token)`;
    const rules = { answers: [{ request: {}, respond: { body: SECRET, headers: { 'x-echo': SECRET } } }] };
    const { trial, storage } = await run(source, { rules });
    const text =
      JSON.stringify(trial) +
      renderTrial(trial, { source: '', showEffects: true })
        .map((line) => line.text)
        .join('\n');
    expect(text).not.toContain('s3cret');
    expect(text).not.toContain(LETTERS);
    expect(text).not.toContain('Bearer');
    expect(text).not.toContain(btoa(SECRET));
    expect(text).toContain('https://chat.example/******');
    expect(storage.get('k')).toBe(JSON.stringify(SECRET));
    const shown = JSON.stringify((await run(source, { rules, showSecrets: true })).trial);
    expect(shown).toContain(`https://chat.example/${SECRET}?key=${SECRET}`);
    expect(shown).toContain('Bearer other');
  });

  it('fails as in production, and says what the data holds where the script looked', async () => {
    const source = 'const where = activity.environments;\nconsole.log(activity.payload.deployment);';
    const { trial } = await run(source);
    expect(trial).toMatchObject({
      outcome: 'failed',
      error: {
        name: 'TypeError',
        line: 2,
        column: 30,
        hint: 'activity has: id, type, state, result, environments',
      },
    });
    const lines = renderTrial(trial, { source, showEffects: true }).map(({ text }) => text);
    expect(lines.slice(-5)).toEqual([
      '    at hook.js:2:30',
      '  1 │ const where = activity.environments;',
      '> 2 │ console.log(activity.payload.deployment);',
      '    │                              ^',
      '  activity has: id, type, state, result, environments',
    ]);
  });

  it.each([
    [{ cpuMs: 100 }, 'for (;;) {}', { outcome: 'timed_out', error: { name: 'TimeoutError' } }],
    [{ wallMs: 300 }, `fetch('https://slow.example/')`, { outcome: 'timed_out' }],
    [
      { fetches: 1 },
      `fetch('https://a.example'); fetch('https://a.example')`,
      { outcome: 'failed', usage: { fetches: 1 } },
    ],
    [
      { outputBytes: 1024 },
      `for (let i = 0; i < 99; i++) console.log('x'.repeat(50))`,
      { outcome: 'succeeded' },
    ],
  ])('keeps to the limit %o', async (limits, source, expected) => {
    const rules: Rules = { answers: [{ request: { url: '**slow**' }, delay_ms: 60_000 }] };
    const { trial } = await run(source, { limits, rules });
    expect(trial).toMatchObject(expected);
  });

  it('ends out of memory, and the next trial has a slot again', async () => {
    const limits = { memoryMb: 32, cpuMs: 60_000, wallMs: 120_000 };
    const { trial } = await run(`const all = []; for (;;) all.push(new Array(1e5).fill(1))`, { limits });
    expect(trial).toMatchObject({ outcome: 'out_of_memory', usage: { memory_mb: null } });
    expect((await run('1')).trial.outcome).toBe('succeeded');
  });

  it('ends a strict trial at a request without a rule, and names rules that were not used', async () => {
    const rules = { answers: [{ request: { method: 'GET', url: 'https://a.example/**' } }] };
    const stopped = await run(`console.log(1); fetch('https://b.example/'); console.log(2)`, {
      rules,
      isStrict: true,
    });
    expect(stopped.trial).toMatchObject({ outcome: 'stopped', requests: [{ answered_by: null }] });
    expect(stopped.trial.output.map(([, , text]) => text)).not.toContain('2');
    expect(stopped.violations).toEqual([
      'request 1 has no answer: GET https://b.example/',
      'rule 1 GET https://a.example/** was not used',
    ]);
    expect((await run(`fetch('https://a.example/')`, { rules, isStrict: true })).violations).toEqual([]);
  });

  it.each([
    ['timeout', 'fetch failed: the request was not answered in full within 30000 ms'],
    ['refused', 'fetch failed: could not connect to a.example:443'],
    ['dns', 'fetch failed: could not connect to a.example:443'],
    ['tls', 'fetch failed: the TLS handshake with a.example:443 failed (closed)'],
    ['reset', 'fetch failed: https://a.example gave no valid HTTP response'],
  ] as const)('a rule can fail a request: %s', async (error, message) => {
    const rules = { answers: [{ request: {}, error }] };
    const { trial } = await run(`fetch('https://a.example/')`, { rules });
    expect(trial).toMatchObject({ error: { name: 'TypeError', message }, requests: [{ error: message }] });
  });

  it('a rule holds as often as it says, then the next one does', async () => {
    const rules = { answers: [{ request: {}, respond: { status: 500 }, times: 1 }, { request: {} }] };
    const { trial } = await run(`for (let i = 0; i < 3; i++) fetch('https://a.example/')`, { rules });
    expect(trial.requests.map(({ answered_by: by, status }) => [by, status])).toEqual([
      ['rule 1', 500],
      ['rule 2', 200],
      ['rule 2', 200],
    ]);
  });

  it.each([
    ['hooks.example/x', 'the URL "hooks.example/x" has no https:// in front'],
    ['ftp://a.example/', 'only http: and https: URLs can be requested'],
    [
      'https://user:pw@a.example/',
      'the URL holds a user name or a password; send an Authorization header instead',
    ],
  ])('a request that cannot be sent fails in a dry run, too: %s', async (url, message) => {
    const { trial } = await run(`fetch(${JSON.stringify(url)})`);
    expect(trial).toMatchObject({
      error: { message: `fetch failed: ${message}` },
      requests: [{ answered_by: 'checks' }],
    });
  });

  it('sends requests when it is live, through the guard of production', async () => {
    const server = createServer((request, response) => response.end(`${request.method} ${request.url}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const source = `console.log(fetch('http://127.0.0.1:${port}/x').text())`;
    const liveWith = async (allow: readonly string[]) => {
      const client = openLiveClient(allow);
      const { trial } = await run(source, {
        answerer: answerLive(answerByRules({ answers: [] }, true), client),
      });
      await client.close();
      return trial;
    };
    expect(await liveWith([`127.0.0.1:${port}`])).toMatchObject({
      mode: 'live',
      outcome: 'succeeded',
      requests: [{ answered_by: 'network', status: 200, response_body: 'GET /x' }],
    });
    expect(await liveWith([])).toMatchObject({ outcome: 'failed', requests: [{ status: null }] });
    server.close();
    expect(() => openLiveClient(['http://x'])).toThrow(/--allow/);
  });
});
