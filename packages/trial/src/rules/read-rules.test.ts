import { expect, test } from 'vitest';
import { parseResponds } from './parse-respond.ts';
import { readRules } from './read-rules.ts';

test('a rules file is read, as YAML or JSON', () => {
  const yaml = `
version: 1
answers:
  - request: { method: POST, url: 'https://hooks.example/**' }
    respond: { status: 201, json: { id: 1 } }
    times: 1
  - request: { url: /slow/ }
    error: timeout
default: refuse`;
  const rules = readRules(yaml, 'rules.yaml');
  expect(rules.answers).toHaveLength(2);
  expect(rules.default).toBe('refuse');
  expect(readRules(JSON.stringify(rules), 'rules.json')).toEqual(rules);
});

test.each([
  ['answers: [', 'r.yaml is not YAML:'],
  ['', 'r.yaml: '],
  ['answers: []', 'r.yaml: version is missing'],
  ['{version: 2, answers: []}', 'r.yaml: version: must be 1'],
  ['{version: 1}', 'r.yaml: answers is missing'],
  ['{version: 1, answer: [], answers: []}', 'r.yaml: answer is not known here; did you mean answers?'],
  [
    '{version: 1, answers: [{request: {}, respond: {staus: 200}}]}',
    'r.yaml: answers[0].respond: staus is not known here; did you mean status?',
  ],
  [
    '{version: 1, answers: [{request: {}, respond: {status: 100}}]}',
    'r.yaml: answers[0].respond.status: must be >= 200',
  ],
  [
    '{version: 1, answers: [{request: {}, error: slow}]}',
    'r.yaml: answers[0].error: must be one of timeout, refused, dns, tls, reset',
  ],
  [
    '{version: 1, answers: [{request: {url: "/(/"}}]}',
    'r.yaml: answers[0].request.url: Invalid regular expression',
  ],
  [
    '{version: 1, answers: [{request: {}, respond: {}, error: dns}]}',
    'r.yaml: answers[0]: has both respond and error; keep one',
  ],
  [
    '{version: 1, answers: [{request: {}, respond: {body: a, json: b}}]}',
    'r.yaml: answers[0].respond: has both body and json; keep one',
  ],
])('%s is refused with the place', (text, message) => {
  expect(() => readRules(text, 'r.yaml')).toThrow(message);
});

test.each([
  ['204', { answers: [], default: { status: 204 } }],
  ['200:a: b', { answers: [], default: { status: 200, body: 'a: b' } }],
  [
    'https://a.example/** 200:ok',
    { answers: [{ request: { url: 'https://a.example/**' }, respond: { status: 200, body: 'ok' } }] },
  ],
  ['POST /x/ 500', { answers: [{ request: { method: 'POST', url: '/x/' }, respond: { status: 500 } }] }],
])('--respond %s', async (value, rules) => {
  expect(await parseResponds([value])).toEqual(rules);
});

test.each(['', 'ok', '99', '600', 'POST 200 x', 'GET a b 200', 'GET /(/ 200', '200:@/no/such/file'])(
  '--respond %s is refused',
  async (value) => {
    await expect(parseResponds([value])).rejects.toThrow(/--respond/);
  },
);
