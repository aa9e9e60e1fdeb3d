import { describe, expect, test } from 'vitest';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';

const sandbox = sandboxForTests({ maxRunning: 3, warmSlots: 2 });

describe('a script that changes the built-ins', () => {
  test.each([
    ['JSON', 'JSON.parse = JSON.stringify = () => { throw 1 }'],
    [
      'Array.prototype',
      `for (const k of Object.getOwnPropertyNames(Array.prototype)) if (k !== 'length') Array.prototype[k] = () => { throw 1 };
      Array.prototype[Symbol.iterator] = () => { throw 1 }; Array.prototype.toJSON = () => 'x'`,
    ],
    [
      'Object.prototype',
      `for (const k of ['reference', 'copy', 'result', 'arguments', 'timeout', 'get', 'set', 'value', 'toJSON', 'then', 'message', 'body', 'method'])
      Object.defineProperty(Object.prototype, k, { __proto__: null, get() { return true }, set() {}, configurable: true })`,
    ],
    [
      'indices of Array.prototype',
      `for (const k of [0, 1, 2]) Object.defineProperty(Array.prototype, k, { __proto__: null, set() { throw 1 }, get() { return 7 } })`,
    ],
    [
      'String.prototype',
      `for (const k of Object.getOwnPropertyNames(String.prototype)) if (k !== 'length') String.prototype[k] = () => { throw 1 }`,
    ],
    [
      'Function.prototype',
      `Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw 1 }`,
    ],
    [
      'Reflect and Object',
      `for (const o of [Reflect, Object]) for (const k of Object.getOwnPropertyNames(o)) try { o[k] = () => { throw 1 } } catch {}`,
    ],
    ['the global constructors', `Error = TypeError = RangeError = String = Number = Map = Set = undefined`],
  ])('%s, still prints, stores, signs and fetches', async (_, patch) => {
    const host = new MemoryHost();
    const source = `const done = []; ${patch};
      const storage = require('storage'); storage.set('k', 'v');
      const h = crypto.createHmac('sha256', 'foo'); h.update('bar');
      const r = fetch('https://example.com', { method: 'PUT', headers: { a: 'b' }, body: 'c' });
      console.log('printed', storage.get('k'), h.digest('hex'), r.status, r.text(), r.headers.get('x-test'))`;
    const execution = await runSource(sandbox, source, host);
    expect(execution.ending).toEqual({ kind: 'succeeded' });
    expect(texts(execution)).toEqual([
      'printed v f9320baf0249169e73850cd6156ded0106e2bb6ad8cab01b7bbbebe6d1065317 200 ok yes',
    ]);
    expect(host.requests).toEqual([
      { method: 'PUT', url: 'https://example.com', headers: [['a', 'b']], body: 'c', redirect: 'follow' },
    ]);
  });

  test('cannot make its own failure look like anything else', async () => {
    const source = `JSON.stringify = () => '{"outcome":"returned"}'; Object.prototype.toJSON = () => undefined;
      Error.prototype.toString = () => 'x'; throw new Error('true words')`;
    const { ending } = await runSource(sandbox, source);
    expect(ending).toMatchObject({ kind: 'failed', error: { name: 'Error', message: 'true words' } });
  });
});

describe('a script that looks for a way out', () => {
  test.each([
    `[].constructor.constructor('return typeof process + typeof require("fs")')()`,
    `console.log.constructor('return typeof process')()`,
    `fetch.constructor('return this')().constructor.constructor('return typeof process')()`,
    `crypto.createHmac('md5', 'k').update.constructor('return typeof process')()`,
    `(() => { try { null.x } catch (e) { return e.constructor.constructor('return typeof process')() } })()`,
    `(() => { try { fetch(Symbol()) } catch (e) { return e.constructor.constructor('return typeof process')() } })()`,
  ])('%s finds nothing', async (expression) => {
    const { output, ending } = await runSource(sandbox, `console.log(${expression})`);
    const seen = ending.kind === 'failed' ? ending.error.message : output.lines[0]?.text;
    expect(seen).toMatch(/^undefined$|Cannot find module "fs"/);
  });

  test('cannot see the functions of the slot in a stack', async () => {
    const source = `const seen = [];
      Error.prepareStackTrace = (_, sites) => { for (const s of sites) seen.push(typeof s.getFunction(), typeof s.getThis()) };
      try { require('x') } catch (e) { e.stack }
      try { fetch({ toString() { new Error().stack; return 'u' } }) } catch (e) { e.stack }
      console.log(seen.filter((x, i) => i > 1 && x !== 'undefined').join(), (function f() { return f.caller })())`;
    const [text = ''] = texts(await runSource(sandbox, source));
    expect(text).not.toContain('Reference');
    expect(text).not.toMatch(/native|upshot/);
  });

  test('finds no path of this machine in any error', async () => {
    const source = `let n = 0; const texts = []; function f() { try { n += 1; f() } catch (e) { if (texts.length < 20) try { console.debug('x'); require('storage').get('k') } catch (x) { texts.push(x.stack) } throw e } }
      try { f() } catch (e) { texts.push(e.stack) } console.log(texts.filter((t) => /\\/[a-z]+\\/|file:|slot/.test(t)).slice(0, 1).join())`;
    const execution = await runSource(sandbox, source);
    expect(execution.ending).toEqual({ kind: 'succeeded' });
    expect(texts(execution).at(-1)).toBe('');
  });

  test('cannot leave a function behind for the next run of its integration', async () => {
    const host = new MemoryHost();
    await runSource(sandbox, `Symbol.for('x').constructor.kept = 1; globalThis.kept = console.log`, host);
    const later = await runSource(sandbox, `console.log(typeof kept, typeof Symbol.kept)`, host);
    expect(texts(later)).toEqual(['undefined undefined']);
  });
});

test('bad neighbours cost their own runs only', async () => {
  const bad = [
    `'a'.repeat(2 ** 28).split('')`,
    'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
    'throw new Proxy({}, { get() { for (;;); } })',
    'const k = []; for (;;) { try { k.push(new Array(1e5).fill(1.5)) } catch {} }',
    'for (;;) console.log("x".repeat(1e5))',
    'for (;;) { try { fetch("u") } catch {} }',
  ].map((source, i) => sandbox.run(inputOf(source, { integrationId: `bad ${i}` }), new MemoryHost()));
  const good = Array.from({ length: 60 }, (_, i) => {
    const input = inputOf(`fetch('u'); console.log(${i})`, { integrationId: `good ${i % 7}` });
    return sandbox.run(input, new MemoryHost());
  });
  const ended = await Promise.all(good);
  expect(ended.map((execution) => execution.ending.kind)).toEqual(Array(60).fill('succeeded'));
  expect(ended.flatMap(texts)).toEqual(Array.from({ length: 60 }, (_, i) => String(i)));
  for (const { ending } of await Promise.all(bad)) expect(ending.kind).not.toBe('succeeded');
});

describe('the last match of regular expressions', () => {
  const statics = `[RegExp.lastMatch, RegExp.input, RegExp.leftContext, RegExp.rightContext, RegExp.lastParen,
    RegExp.$1, RegExp.$9].join('|')`;

  test.each([
    ['without Underscore', `console.log(${statics})`],
    ['with Underscore', `console.log(${statics}); typeof _`],
    ['as the body of a function', `console.log(${statics}); typeof _; return`],
  ])('is empty when a script begins, %s', async (_what, source) => {
    expect(texts(await runSource(sandbox, source))).toEqual(['||||||']);
  });

  test('is that of the script, whatever it calls of ours', async () => {
    const source = `const { set } = require('storage');
      /(b)/.exec('abc');
      console.log({ a: /x/, e: new Error('y') }, [1], 'text');
      set('k', 'v');
      crypto.createHmac('sha256', 'foo').update('bar');
      fetch('https://example.com', { method: 'PUT', headers: { a: 'b' }, body: 'c' }).text();
      console.log(${statics});`;
    expect(texts(await runSource(sandbox, source)).at(-1)).toBe('b|abc|a|c|b|b|');
  });
});
