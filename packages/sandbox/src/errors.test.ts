import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { inputOf, runSource, sandboxForTests } from '@upshot/testing/sandbox/run-source';

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

test.each([
  ['an Error', `Promise.reject(new Error('x'.repeat(20e6)))`],
  ['a string', `Promise.reject('x'.repeat(30e6))`],
])('the words of a promise rejected with %s are bounded', async (_, source) => {
  const { ending } = await sandbox.run(inputOf(source, { limits: { cpuMs: 5_000 } }), new MemoryHost());
  if (ending.kind !== 'failed') throw new Error(ending.kind);
  expect(ending.error.message).toHaveLength(8_192);
  expect(ending.error.stack.length).toBeLessThanOrEqual(16_384);
});

test('a place that no file can have is left out', async () => {
  const error = await errorOf(
    `const e = new Error('m'); e.stack = 'Error: m\\n at f (hook.js:99999999999999:5)'; throw e`,
  );
  expect(error).not.toHaveProperty('line');
});

test('a rejection after a slow request cannot pass for the limit of processor time', async () => {
  const host = new MemoryHost();
  host.respond = async () => {
    await sleep(700);
    return reply(200, 'ok');
  };
  const source = `fetch('u'); Promise.reject(new Error('Script execution timed out.'))`;
  expect((await runSource(sandbox, source, host)).ending).toMatchObject({ kind: 'failed' });
});

test('a thrown Proxy that throws when it is read is a failed run', async () => {
  const source = `throw new Proxy(function () {}, { get() { throw 1 }, getOwnPropertyDescriptor() { throw 1 } })`;
  expect(await errorOf(source)).toMatchObject({ message: '[unreadable]' });
});
