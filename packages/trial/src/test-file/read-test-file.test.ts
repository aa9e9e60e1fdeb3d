import { expect, test } from 'vitest';
import { readTestFile } from './read-test-file.ts';

const head = 'version: 1\nscript: ./a.js\ntests:\n';

test('a test file is read', () => {
  const text = `${head}  - { name: a, activity: { sample: environment.push, set: { environments: [main] } } }
  - { name: b, expect: snapshot }
  - { name: c, expect: { requests: [{ method: POST }], storage: { pushes: 4 }, output: { contains: x } } }`;
  expect(readTestFile(text, 't.test.yaml').tests.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test.each([
  ['version: 1\nscript: a.js\ntests: []', 'tests: '],
  ['version: 1\ntests: [{name: a}]', 'script is missing'],
  [`${head}  - {}`, 'tests[0]: name is missing'],
  [`${head}  - { name: a }\n  - { name: a }`, 'tests[1].name: there is another test of this name'],
  [`${head}  - { name: a, expext: {} }`, 'tests[0]: expext is not known here; did you mean expect?'],
  [
    `${head}  - { name: a, expect: { outcom: failed } }`,
    'tests[0].expect: outcom is not known here; did you mean',
  ],
  [
    `${head}  - { name: a, expect: { outcome: broken } }`,
    'tests[0].expect.outcome: must be one of succeeded',
  ],
  [`${head}  - { name: a, activity: { sample: x, file: y } }`, 'tests[0].activity: has both sample and file'],
  [
    `${head}  - { name: a, activity: { file: x, cassette: y } }`,
    'activity: has both file and cassette; keep one',
  ],
  [
    `${head}  - { name: a, activity: { file: x, result: failure } }`,
    'activity.result: is for a sample; use set',
  ],
  [`${head}  - { name: a, activity: { cassette: x, state: pending } }`, 'activity.state: is for a sample'],
  [
    `${head}  - { name: a, activity: { cassette: x }, rules: [] }`,
    'tests[0].rules: the cassette has the answers',
  ],
  [
    `${head}  - { name: a, activity: { cassette: x }, default: refuse }`,
    'tests[0].default: the cassette has',
  ],
  [
    `${head}  - { name: a, rules: [{ request: { url: /(/ } }] }`,
    'tests[0].rules[0].request.url: Invalid regular',
  ],
])('%s is refused with the place', (text, message) => {
  expect(() => readTestFile(text, 't.test.yaml')).toThrow(message);
});
