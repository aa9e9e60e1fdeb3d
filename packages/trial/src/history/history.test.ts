import { describe, expect, it } from 'vitest';
import type { Trial } from '../trial.ts';
import { boundDifferences, MAX_DIFFERENCES } from './bound-differences.ts';
import { chooseRuns } from './choose-runs.ts';
import { compareWithLog, verdictOf } from './compare-history.ts';
import { answerByLog, readKnownRun } from './known-run.ts';

const LOG = `hello
HTTP request POST https://a.example/x
HTTP response 201 Created (35 ms)
between

HTTP request GET https://hooks.example/******
HTTP response none: could not connect to hooks.example:443 (3 ms)
`;

const known = readKnownRun({ outcome: 'succeeded', error: null, output: LOG });

function trialOf(texts: readonly string[], over: Partial<Trial> = {}): Trial {
  const output = texts.map((text) => [0, text.startsWith('HTTP re') ? 'host' : 'log', text] as const);
  return { outcome: 'succeeded', error: null, output, ...over } as Trial;
}

describe('the log of a run', () => {
  it('tells its lines and its requests', () => {
    expect(known).toEqual({
      outcome: 'succeeded',
      error: '(none)',
      lines: ['hello', 'between', ''],
      requests: [
        { request: 'POST https://a.example/x', response: '201 Created' },
        {
          request: 'GET https://hooks.example/******',
          response: 'none: could not connect to hooks.example:443',
        },
      ],
    });
    expect(
      readKnownRun({ outcome: 'failed', error: { name: 'Error', message: 'no' }, output: '' }),
    ).toMatchObject({
      error: 'Error: no',
      lines: [],
    });
  });

  it('answers as the receivers did, and beyond its end with 200', async () => {
    const answerer = answerByLog(known);
    const request = {
      method: 'GET',
      url: 'https://b.example/',
      headers: [],
      body: undefined,
      redirect: 'follow',
    } as const;
    const signal = new AbortController().signal;
    const replies = [1, 2, 3].map(() => answerer.answer(request, signal));
    expect(await Promise.all(replies)).toMatchObject([
      { by: 'log 1', reply: { ok: true, status: 201, statusText: 'Created', url: 'https://b.example/' } },
      {
        by: 'log 2',
        reply: { ok: false, error: { message: 'fetch failed: could not connect to hooks.example:443' } },
      },
      { by: 'log 3', reply: { ok: true, status: 200 } },
    ]);
  });

  it('is compared in what it knows; times, and URLs that are masked, do not count', () => {
    const now = LOG.replace('35 ms', '1 ms')
      .replace('hooks.example/******', 'other.example/1')
      .replace(/\n$/, '');
    expect(compareWithLog(known, trialOf(now.split('\n')))).toEqual([]);
    const changed = now.replace('hello', 'hi').replace('POST https', 'PUT https');
    const error = { name: 'Error', message: 'no' } as Trial['error'];
    const found = compareWithLog(known, trialOf(changed.split('\n'), { outcome: 'failed', error }));
    expect(found.map(({ part }) => part)).toEqual(['outcome', 'error', 'output', 'requests']);
  });
});

it.each([
  ['succeeded', 'succeeded', false, 'same'],
  ['succeeded', 'succeeded', true, 'changed'],
  ['failed', 'failed', false, 'same'],
  ['failed', 'timed_out', false, 'changed'],
  ['failed', 'succeeded', true, 'fixed'],
  ['succeeded', 'failed', true, 'broken'],
  ['succeeded', 'out_of_memory', false, 'broken'],
])('was %s, is %s, different: %s, is %s', (before, after, isDifferent, verdict) => {
  expect(verdictOf(before, after, isDifferent)).toBe(verdict);
});

it('runs are chosen of each type and outcome in turn, the newest first', () => {
  const run = (id: number, type: string, outcome: string) => ({ id, activity_type: type, outcome });
  const runs = [
    ...[1, 2, 3, 4].map((id) => run(id, 'push', 'succeeded')),
    run(5, 'push', 'failed'),
    run(6, 'merge', 'succeeded'),
    run(7, 'merge', 'succeeded'),
  ];
  const chosen = (count: number) => chooseRuns(runs, count).map(({ id }) => id);
  expect(chosen(3)).toEqual([1, 5, 6]);
  expect(chosen(5)).toEqual([1, 2, 5, 6, 7]);
  expect(chosen(100)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

describe('differences that are kept', () => {
  const differs = (recorded: string, now: string) =>
    ({ kind: 'differs', part: 'output', call: 'call', fields: [{ field: 'f', recorded, now }] }) as const;

  it('show of long texts where they differ, with secrets redacted first', () => {
    const same = 'x'.repeat(10_000);
    const redact = (text: string) => text.replaceAll('s3cret', '******');
    const found = boundDifferences([differs(`${same}1 s3cret`, `${same}2${same}`)], redact);
    const [field] = found.differences[0]?.fields ?? [];
    expect(field?.recorded).toBe(`…${'x'.repeat(60)}1 ******`);
    expect(field?.now).toMatch(/^…x{60}2x{239}…$/);
    expect(found.omitted).toBe(0);
  });

  it('are counted where they are too many', () => {
    const many = Array.from({ length: 100 }, (_, index) => differs(`a ${index}`, `b ${index}`));
    const { differences, omitted } = boundDifferences(many, (text) => text);
    expect(JSON.stringify(differences).length).toBeLessThanOrEqual(MAX_DIFFERENCES + 100);
    expect(differences.length).toBeGreaterThan(10);
    expect(differences.length + omitted).toBe(100);
  });
});
