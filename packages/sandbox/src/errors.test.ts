import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { inputOf, runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';

const sandbox = sandboxForTests();

async function errorOf(source: string) {
  const { ending } = await runSource(sandbox, source);
  if (ending.kind !== 'failed') throw new Error(ending.kind);
  return ending.error;
}

async function printedBy(source: string): Promise<string> {
  return texts(await runSource(sandbox, source)).join('\n');
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

describe('an error is shown with everything it holds', () => {
  const REASON = `new Error('outer', { cause: new TypeError('root reason') })`;

  test('when it is printed: its cause below its stack', async () => {
    expect(await printedBy(`console.log(${REASON})`)).toBe(
      'Error: outer\n    at hook.js:1:13 {\n  [cause]: TypeError: root reason\n      at hook.js:1:41\n}',
    );
  });

  test('when it fails the run: in its stack', async () => {
    expect(await errorOf(`throw ${REASON}`)).toMatchObject({
      name: 'Error',
      message: 'outer',
      stack:
        'Error: outer\n    at hook.js:1:7 {\n  [cause]: TypeError: root reason\n      at hook.js:1:35\n}',
      line: 1,
      column: 7,
    });
  });

  test.each([
    [
      `Object.assign(new Error('x'), { code: 'E_CODE', [Symbol('s')]: 1 })`,
      '"code": "E_CODE",\n  [Symbol(s)]: 1',
    ],
    [`new Error('x', { cause: { status: 503 } })`, '[cause]: {"status": 503}'],
    [`new Error('x', { cause: undefined })`, '[cause]: undefined'],
    [
      `Object.assign(new Error('x'), { get a() { return 1 }, errors: [1, 'b'] })`,
      '"a": 1,\n  [errors]: [\n    1,\n    "b"\n  ]',
    ],
    [`(() => { const e = new Error('x'); e.cause = e; return e })()`, '[cause]: [Circular]'],
    [`Object.defineProperty(new Error('x'), 'cause', { get() { throw 1 } })`, '[cause]: [Getter]'],
  ])('%s', async (source, parts) => {
    const wanted = ` {\n  ${parts}\n}`;
    expect((await printedBy(`console.log(${source})`)).endsWith(wanted)).toBe(true);
    expect((await errorOf(`throw ${source}`)).stack.endsWith(wanted)).toBe(true);
  });

  test('an AggregateError has the errors of its list, each with its stack', async () => {
    const source = `new AggregateError([new Error('first'), new Error('second')], 'many')`;
    expect(await printedBy(`console.log(${source})`)).toBe(
      [
        'AggregateError: many\n    at hook.js:1:13 {\n  [errors]: [',
        '    Error: first\n        at hook.js:1:33,',
        '    Error: second\n        at hook.js:1:53\n  ]\n}',
      ].join('\n'),
    );
  });

  test('a thrown object that is no Error shows its properties, too', async () => {
    expect(await errorOf(`throw { name: 'N', message: 'm', code: 7 }`)).toMatchObject({
      stack: 'N: m {\n  "code": 7\n}',
    });
  });

  test.each([
    `(async () => { throw new Error('outer', { cause: new Error('root reason') }) })()`,
    `Promise.reject(new Error('outer', { cause: new Error('root reason') }))`,
    `async function f() { await null; throw new Error('outer', { cause: new Error('root reason') }) }\nf()`,
  ])('when it rejects a promise: %s', async (source) => {
    const { message, stack } = await errorOf(source);
    expect(message).toBe('outer');
    expect(stack).toMatch(
      /^Error: outer\n {4}at .*hook\.js:1:\d+.* \{\n {2}\[cause\]: Error: root reason\n/s,
    );
  });

  test('a chain is cut at the depth of other values, and a long list after 100', async () => {
    const chain = `let e = new Error('0'); for (let i = 1; i < 9; i++) e = new Error(String(i), { cause: e }); console.log(e)`;
    const shown = await printedBy(chain);
    expect(shown.match(/Error: \d/g)).toHaveLength(6);
    expect(shown).toContain('[cause]: [Error]');
    const list = await printedBy(`console.log(new AggregateError(Array(1000).fill(1), 'many'))`);
    expect(list).toContain('1,\n    … 900 more');
  });

  test('however much an error holds, its stack is bounded', async () => {
    const error = await errorOf(
      `throw new Error('x', { cause: new Error('y'.repeat(1e6), { cause: 'z'.repeat(1e6) }) })`,
    );
    expect(error.stack.length).toBeLessThanOrEqual(16_384);
    expect(error.stack).toContain('[cause]: Error: yyy');
  });
});
