import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { FetchRequest } from '@upshot/sandbox/sandbox';
import { fetchFailure, type Answerer } from '../answerer.ts';
import { runTrial, type FinishedTrial, type TrialInput } from '../run-trial.ts';
import { openTrialSandbox } from '../trial-sandbox.ts';
import { compareResult, resultOf } from './compare-result.ts';
import { makeCassette } from './make-cassette.ts';
import { openCassette } from './open-cassette.ts';
import { readCassette } from './read-cassette.ts';

/** A thousand take 30 s of CPU: `SCRIPTS=1000 npx vitest run packages/trial/src/cassette/conformance.test.ts`. */
const SCRIPTS = Number(process.env['SCRIPTS'] ?? 60);

const sandbox = openTrialSandbox({});
afterAll(() => sandbox.close());

const TOKEN = 'k3y of "größe" & \\ 🗝';
const VARIABLES = {
  token: TOKEN,
  label: 'shop',
  chat: { url: 'https://chat.example/T0/s3cret', pin: 47110815242 },
};
const SECRETS = [TOKEN, VARIABLES.chat.url, '47110815242'];

/** Texts and expressions of a script; secrets in the ways that scripts write them. */
const text = fc.constantFrom(
  '"plain"',
  '"{{v1}} {{open}} {{{{"',
  'variables.token',
  'variables.chat.url',
  'variables.chat.pin',
  'JSON.stringify({ a: variables.token, at: Date.now() })',
  'encodeURIComponent(variables.token)',
  'new URLSearchParams({ q: variables.token, r: Math.random() })',
  'btoa("abc")',
  'new Date().toISOString() + "größe\\u2028"',
  'Math.random()',
  'activity.id + Date()',
  'last',
);
const key = fc.constantFrom('"a"', '"b\\n"', 'variables.token', '"n" + Math.floor(Math.random() * 3)');
const statement = fc.oneof(
  fc.tuple(key, text).map(([name, value]) => `storage.set(${name}, String(${value}));`),
  key.map((name) => `console.log(storage.get(${name}));`),
  key.map((name) => `storage.remove(${name});`),
  fc.constant('storage.clear();'),
  fc.constant('storage.set("full", "x".repeat(70000));'),
  text.map((value) => `console.log(${value}, [Date.now(), Math.random()]);`),
  fc.tuple(fc.constantFrom('GET', 'POST', 'PUT'), fc.nat(9), text, text).map(
    ([method, path, header, body]) => `{
      const given = encodeURIComponent(${header}), headers = { 'x-a': given, authorization: 'Bearer ' + given };
      const options = { method: '${method}', headers, redirect: Math.random() < 0.1 ? 'manual' : 'follow' };
      if ('${method}' !== 'GET') options.body = String(${body});
      const response = fetch('https://api.example/${path}?t=' + Date.now(), options);
      last = response.text(); console.log(response.status, response.url, last, response.headers.get('x-echo'));
    }`,
  ),
  fc.constant('fetch(variables.chat.url + "?at=" + Math.random(), { method: "POST", body: "hello" });'),
  fc.constant('try { fetch("no url at all") } catch (e) { console.log(e.message) }'),
  fc.constant('if (Math.random() < 0.2) throw new Error("unlucky at " + Date.now() + variables.token);'),
  fc.constant('Promise.resolve().then(() => console.log("later", Date.now()));'),
  fc.constant('console.time("t"); for (let i = 0; i < 2e4; i++) last += ""; console.timeEnd("t");'),
  fc.constant('null.nothing;'),
);
const script = fc.array(statement, { minLength: 1, maxLength: 8 }).map((lines) =>
  [
    'const storage = require("storage"); let last = "";',
    ...lines.map(
      (line) => `try { ${line} } catch (e) {
      if (/unlucky|null/.test(e.message) && Math.random() < 0.5) throw e; console.log(e.name, e.message) }`,
    ),
  ].join('\n'),
);

/** A server whose answers are a matter of chance. */
const server: Answerer = {
  mode: 'dry',
  unused: () => [],
  answer({ url, body, headers }: FetchRequest) {
    const kind = Math.floor(Math.random() * 6);
    if (kind === 0) return Promise.resolve({ reply: fetchFailure(`no ${TOKEN}`), by: 'test' });
    const bytes = Buffer.from([0xff, 0xfe, kind, ...Buffer.from('binary')]);
    const answer = Buffer.from(
      `${'\ufeff'.repeat(kind % 2)}{"got":${JSON.stringify(body ?? '')},"r":${Math.random()}}`,
    );
    return Promise.resolve({
      by: 'test',
      reply: {
        ok: true,
        status: 200 + kind,
        statusText: `Kind ${kind}`,
        headers: [['x-echo', `${headers[0]?.[1] ?? ''}${TOKEN.slice(0, kind === 1 ? 99 : 0)}`]],
        url: kind === 2 ? `${url}&moved` : url,
        redirected: kind === 2,
        body: kind === 3 ? bytes : answer,
      },
    });
  },
};

function inputOf(source: string): TrialInput {
  return {
    script: { file: 'hook.js', source },
    activity: '{"id":"a1","type":"environment.push","n":1.50}',
    activitySource: 'test',
    project: '{"id":"demo"}',
    variables: JSON.stringify(VARIABLES),
    secrets: SECRETS,
    storage: new Map([
      ['a', '"before"'],
      [TOKEN, JSON.stringify(TOKEN)],
    ]),
    answerer: server,
    limits: {},
  };
}

async function record(source: string, storage?: ReadonlyMap<string, string>) {
  const input = { ...inputOf(source), ...(storage === undefined ? {} : { storage }) };
  const first = await runTrial(sandbox, { ...input, tape: 'record', isRecorded: true });
  const { recording = { calls: [], tape: undefined }, trial } = first;
  const recorded = { at: new Date().toISOString(), by: 'test' };
  const named = { name: 'hook.js', source };
  const cassette = makeCassette({ ...input, recorded, script: named, recording, result: resultOf(trial) });
  return { first, json: JSON.stringify(cassette) };
}

async function replay(json: string, variables: Readonly<Record<string, unknown>>) {
  const cassette = readCassette(json, 'test.cassette.json');
  const opened = openCassette(cassette, { variables, secrets: [], match: 'exact' });
  const { source, replay: followed, ...given } = opened;
  const again = await runTrial(sandbox, {
    ...given,
    script: { file: 'hook.js', source },
    activitySource: 'cassette',
    replay: followed,
    limits: {},
  });
  const deviations = [...followed.finish(), ...compareResult(cassette.result, resultOf(again.trial))];
  return { again, cassette, deviations };
}

/** All of a run that must be the same, byte for byte. */
function essenceOf({ trial, sent }: FinishedTrial) {
  const { outcome, error, output, storage } = trial;
  return {
    outcome,
    error,
    output: output.map(([, level, line]) => [level, line]),
    sent,
    cleared: storage.cleared,
  };
}

it('a script does the same when it is replayed, and no secret is in the cassette', async () => {
  let exact = 0;
  await fc.assert(
    fc.asyncProperty(script, fc.boolean(), async (source, isGiven) => {
      // A script that has the text of a stand-in by itself cannot be told from one that uses it.
      const hasSecrets = isGiven || source.includes('{{');
      const { first, json } = await record(source);
      for (const secret of [
        TOKEN,
        JSON.stringify(TOKEN).slice(1, -1),
        's3cret',
        '47110815242',
        encodeURIComponent(TOKEN),
      ])
        expect(json).not.toContain(secret);
      const given = hasSecrets ? { token: TOKEN, chat: VARIABLES.chat } : {};
      const { again, cassette, deviations } = await replay(json, given);
      expect(deviations).toEqual([]);
      if (!hasSecrets || !cassette.exact) return;
      exact += 1;
      expect(essenceOf(again)).toEqual(essenceOf(first));
      // Values that it never read are not in the cassette.
      for (const [name, value] of again.storage) expect(first.storage.get(name)).toBe(value);
    }),
    { numRuns: SCRIPTS, seed: 17, endOnFailure: true },
  );
  expect(exact).toBeGreaterThan(SCRIPTS / 3);
});

it('a write that was refused is refused again, although what filled the storage is not in the cassette', async () => {
  const full = new Map(Array.from({ length: 1000 }, (_, index) => [`k${index}`, '1']));
  const source = 'try { require("storage").set("one more", 1) } catch (e) { console.log(e.name, e.message) }';
  const { first, json } = await record(source, full);
  const { again, deviations } = await replay(json, {});
  expect(first.trial.output[0]?.[2]).toContain('QuotaExceededError');
  expect(essenceOf(again)).toEqual(essenceOf(first));
  expect(deviations).toEqual([]);
});
