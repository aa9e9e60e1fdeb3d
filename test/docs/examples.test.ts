import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypeNames } from '@upshot/event-types/catalogue';
import { sampleActivity } from '@upshot/event-types/sample-activity';
import { answerByRules } from '@upshot/trial/rules/answer-by-rules';
import { runTrial } from '@upshot/trial/run-trial';
import { readTestFile } from '@upshot/trial/test-file/read-test-file';
import type { ScriptTest } from '@upshot/trial/test-file/test-file';
import { openTrialSandbox } from '@upshot/trial/trial-sandbox';
import { afterAll, describe, expect, it } from 'vitest';

const examples = join(import.meta.dirname, '../../examples');
const read = (file: string) => readFileSync(join(examples, file), 'utf8');
/** Those that a reader may copy. */
const scripts = ['chat', 'alerts', 'github', 'operations', 'data'].flatMap((folder) =>
  readdirSync(join(examples, folder))
    .filter((name) => name.endsWith('.js'))
    .map((name) => `${folder}/${name}`),
);

const sandbox = openTrialSandbox({});
afterAll(() => sandbox.close());

async function run(source: string, activity: unknown, variables: Readonly<Record<string, string>> = {}) {
  const finished = await runTrial(sandbox, {
    script: { file: 'example.js', source },
    activity: JSON.stringify(activity),
    activitySource: 'test',
    project: '{"id":"demo"}',
    variables: JSON.stringify(variables),
    secrets: [],
    storage: new Map(),
    answerer: answerByRules({ answers: [] }, false),
    limits: {},
  });
  expect(finished.trial).toMatchObject({ outcome: 'succeeded' });
  return finished;
}

describe('every example', () => {
  it('is in the table, and nothing else is', () => {
    const named = [...read('README.md').matchAll(/^\| \[([\w/-]+\.js)\]/gm)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set([...scripts, 'count-pushes.js']));
  });

  it.each(scripts)('%s says what it does, for which events, with which variables', (script) => {
    const source = read(script);
    const [head = ''] = source.split(/^[^/]/m);
    expect(head).toMatch(/^\/\/ [A-Z].*\.$/m);
    expect(head).toMatch(/^\/\/ upshot: events [a-z]/m);
    const used = [...source.matchAll(/variables\.(\w+)/g)].map(([, name = '']) => name);
    expect([...new Set(used)].filter((name) => !head.includes(name))).toEqual([]);
  });

  it.each(scripts)('%s is tested when it is refused, and on what it ignores', (script) => {
    const { tests } = readTestFile(read(script.replace('.js', '.test.yaml')), script);
    const isRefused = ({ rules = [] }: ScriptTest) =>
      rules.some(({ respond }) => (respond?.status ?? 0) >= 400);
    const isFailed = ({ expect: wanted }: ScriptTest) =>
      typeof wanted === 'object' &&
      wanted.outcome === 'failed' &&
      / 4\d\d| 503/.test(wanted.error?.message ?? '');
    const isSilent = ({ expect: wanted }: ScriptTest) =>
      typeof wanted === 'object' && wanted.outcome === undefined && JSON.stringify(wanted.requests) === '[]';
    expect(tests.filter(isRefused).some(isFailed)).toBe(true);
    expect(tests.filter(({ name }) => name.startsWith('ignores')).every(isSilent)).toBe(true);
    expect(tests.some(({ name }) => name.startsWith('ignores'))).toBe(true);
  });
});

/**
 * The first four are of the test suite that AWS publishes for Signature Version 4 (get-vanilla,
 * get-vanilla-query-order-key-case, post-vanilla, post-x-www-form-urlencoded); all are what botocore 1.43 signs.
 */
const signed = [
  [{ method: 'GET' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    { method: 'GET', query: '?Param2=value2&Param1=value1' },
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [{ method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Param1=value1',
    },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
  [
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
      body: '{"text":"Ngọc Trần pushed €"}',
    },
    'b80d4d2a6b0edb359f03252d5c16cb35b094ffd94a5341734c5bc8481e76d6f3',
  ],
  [
    { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(1000) },
    '8e510df3832c88d9aedec514bcf78c24a27824d666a362a5c36d146654add7df',
  ],
] as const;

describe('the request to AWS', () => {
  it.each(signed)('%o is signed as AWS does', async ({ method, ...more }, signature) => {
    const {
      query = '',
      headers = {},
      body = '',
    } = more as Partial<Record<'query' | 'body', string>> & {
      readonly headers?: Readonly<Record<string, string>>;
    };
    const request = { method, url: `https://example.amazonaws.com/${query}`, headers, body };
    const call = `console.log(sign(${JSON.stringify(request)}, {
      service: 'service', region: 'us-east-1', accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', date: new Date('2015-08-30T12:36:00Z'),
    }).authorization)`;
    const source = `${read('operations/aws-event.js')}\n${call}`;
    const { trial } = await run(source, sampleActivity('environment.push', { state: 'pending' }));
    const names = [...Object.keys(headers), 'host', 'x-amz-date'].toSorted().join(';');
    expect(trial.output.at(-1)?.[2]).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        `SignedHeaders=${names}, Signature=${signature}`,
    );
  });
});

it.each(eventTypeNames)('what is forwarded of %s names nobody', async (type) => {
  const sample = sampleActivity(type);
  const people = JSON.stringify(sample).matchAll(/"(?:display_name|email)":"([^"]+)"/g);
  const source = read('data/scrub-and-forward.js');
  const { sent } = await run(source, sample, { forward_url: 'https://a.example/', pseudonym_key: 'k3y' });
  const forwarded = sent.map(({ body }) => body ?? '').join('');
  expect(JSON.parse(forwarded)).toMatchObject({ id: sample.id, type });
  const found = [...people].map(([, text = '']) => text).filter((text) => forwarded.includes(text));
  expect(found).toEqual([]);
  expect(forwarded).not.toMatch(/[\w.]+@[\w.]*example/);
});
