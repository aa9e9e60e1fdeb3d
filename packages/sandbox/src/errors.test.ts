import { expect, test } from 'vitest';
import { runSource, sandboxForTests } from './testing/run-source.ts';

const sandbox = sandboxForTests();

async function errorOf(source: string) {
  const { ending } = await runSource(sandbox, source);
  return ending.kind === 'failed' ? ending.error : ending;
}

test('an error has its exact place, also on the first line', async () => {
  expect(await errorOf('const o = null; o.x;')).toMatchObject({ name: 'TypeError', line: 1, column: 19 });
});

test('a stack holds the frames of the script and no others', async () => {
  const error = await errorOf('function inner() {\n  missing();\n}\n\ninner();');
  expect(error).toEqual({
    name: 'ReferenceError',
    message: 'missing is not defined',
    stack: 'ReferenceError: missing is not defined\n    at inner (hook.js:2:3)\n    at hook.js:5:1',
    line: 2,
    column: 3,
  });
});

test.each([
  ['let x = ;', 1, 9],
  ['\n\nconst a = 1;;\n}', 4, 1],
  ['if (', 1, 5],
  ['return 1})();(function(){', 1, 9],
])('the syntax error of %j has its place', async (source, line, column) => {
  expect(await errorOf(source)).toMatchObject({ name: 'SyntaxError', line, column });
});

test.each([
  [`throw 'Failed'`, 'Error', 'Failed'],
  ['throw null', 'Error', 'null'],
  ['throw undefined', 'Error', 'undefined'],
  [`throw Symbol('s')`, 'Error', 'Symbol(s)'],
  ['throw { a: 1 }', 'Error', '{"a": 1}'],
  [`throw { message: 'm', name: 'N' }`, 'N', 'm'],
  [`throw { get message() { throw 1 } }`, 'Error', '{"message": [Getter]}'],
  [`class Mine extends Error { name = 'Mine' } throw new Mine('m')`, 'Mine', 'm'],
  [`Promise.reject(new TypeError('late'))`, 'TypeError', 'late'],
  [`Promise.reject('late')`, 'Error', 'late'],
  [`(async () => { await 1; null.x })()`, 'TypeError', "Cannot read properties of null (reading 'x')"],
  ['(function f() { f() })()', 'RangeError', 'Maximum call stack size exceeded'],
])('%s is a failed run', async (source, name, message) => {
  expect(await errorOf(source)).toMatchObject({ name, message });
});

test('a thrown string is shown without quotes', async () => {
  expect(await errorOf(`throw 'Failed'`)).toMatchObject({ message: 'Failed', stack: 'Error: Failed' });
});

test('a script that throws the words of a limit has failed, not hit the limit', async () => {
  expect(await errorOf(`throw new Error('Script execution timed out.')`)).toHaveProperty('message');
  expect(await errorOf(`Promise.reject(new Error('Script execution timed out.'))`)).toHaveProperty('message');
  expect(
    await errorOf(`throw new Error('Isolate was disposed during execution due to memory limit')`),
  ).toHaveProperty('message');
});
