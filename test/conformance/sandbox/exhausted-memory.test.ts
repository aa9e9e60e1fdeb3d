import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { describe, expect, test } from 'vitest';
import { LIMITS, openArena } from './support/arena.ts';
import { expectStopped, type Row } from './support/expect-stopped.ts';

const arena = openArena();
const { attack, expectNoTrace } = arena;
const singleSlot = openArena({ maxRunning: 1, warmSlots: 2 });

const greedy: readonly Row[] = [
  ['a growing array', 'const a = []; for (;;) a.push(new Array(1e4).fill(1.5))'],
  [
    'a catch that goes on taking memory',
    'const k = []; for (;;) { try { k.push(new Array(1e5).fill(1.5)) } catch {} }',
  ],
  ['a growing Map', 'const m = new Map(); for (let i = 0; ; i += 1) m.set(i, { i })'],
  ['a growing Set of texts', `const s = new Set(); for (let i = 0; ; i += 1) s.add('x'.repeat(1000) + i)`],
  [
    'a growing WeakMap',
    `const w = new WeakMap(), k = []; for (;;) { const o = {}; k.push(o); w.set(o, new Array(100)) }`,
  ],
  ['growing properties', `const o = {}; for (let i = 0; ; i += 1) o['p' + i] = i`],
  ['growing elements of an object', `const o = {}; for (let i = 0; ; i += 7919) o[i] = i`],
  [
    'Symbols with long descriptions',
    `const k = []; for (let i = 0; ; i += 1) k.push(Symbol('x'.repeat(1e5) + i).description)`,
  ],
  ['Symbols in the registry', `for (let i = 0; ; i += 1) Symbol.for('x'.repeat(1e4) + i)`],
  ['a text that doubles', `let s = 'x'; for (;;) { s += s; s.charCodeAt(3) }`],
  ['repeat, and a flat copy', `'x'.repeat(2 ** 29 - 100).toUpperCase()`],
  [
    'padEnd and padStart',
    `const k = []; for (;;) k.push('x'.padEnd(2e7, 'ab').padStart(3e7, 'é').toLowerCase())`,
  ],
  ['replaceAll with a long text', `'a'.repeat(1e6).replaceAll('a', 'b'.repeat(1e4))`],
  ['a template literal that grows', 'let s = "x"; for (;;) { s = `${s}${s}y`; s.charCodeAt(1) }'],
  ['a tagged template with many parts', "eval('((...a) => a)`' + '${1}'.repeat(1e6) + '`')"],
  ['split of a huge text', `'a'.repeat(2 ** 28).split('')`],
  ['match of a huge text', `'a'.repeat(2 ** 28).match(/a/g)`],
  ['matchAll into a list', `[...'a'.repeat(2 ** 26).matchAll(/a/g)]`],
  ['JSON.parse of a huge list', `JSON.parse('[' + '1,'.repeat(2 ** 26) + '1]')`],
  ['JSON.stringify of a huge list', `JSON.stringify(new Array(1e8))`],
  ['JSON.parse nested deeply', `JSON.parse('['.repeat(3e7))`],
  ['new Array, filled', `new Array(3e7).fill(1.5)`],
  [
    'an array with holes, made dense',
    `const a = new Array(3e7); for (let i = 0; i < a.length; i += 1) a[i] = {}`,
  ],
  ['Array.from of a text', `Array.from('x'.repeat(1e8))`],
  ['keys of a huge text', `Object.keys('x'.repeat(1e8))`],
  ['a spread of a huge list into a call', `Math.max(...new Array(1e8))`],
  ['a spread of a huge list', `const a = new Array(1e7).fill(1); let b = a; for (;;) b = [...b, ...a]`],
  ['apply with a huge array-like', `Math.max.apply(null, { length: 1e9 })`],
  ['ArrayBuffers', `const k = []; for (;;) k.push(new Uint8Array(1e6).fill(1))`],
  ['one huge ArrayBuffer', `new Uint8Array(2 ** 33 - 1).fill(1)`],
  [
    'resizable ArrayBuffers',
    `const k = []; for (;;) { const b = new ArrayBuffer(0, { maxByteLength: 2 ** 30 }); b.resize(5e7); new Uint8Array(b).fill(1); k.push(b) }`,
  ],
  [
    'transferred ArrayBuffers',
    `const k = []; for (;;) k.push(new Uint8Array(new ArrayBuffer(1e6).transfer(5e6)).fill(1))`,
  ],
  ['BigInts', `const k = []; for (let a = 1n; ; a = (a << 1_000_000n) + 1n) k.push(a)`],
  ['closures', `const k = []; for (;;) { const big = new Array(1e4).fill({}); k.push(() => big) }`],
  [
    'classes',
    `const k = []; for (;;) k.push(class { static s = new Array(1000).fill(1); #p = 1; m() { return this.#p } })`,
  ],
  [
    'suspended generators',
    `const k = []; for (;;) { const g = (function* () { const a = new Array(1e4).fill(1.5); yield a; })(); g.next(); k.push(g) }`,
  ],
  ['promises that wait', `const k = []; for (;;) k.push(new Promise(() => 1).then(() => new Array(100)))`],
  [
    'bound functions',
    `let f = () => 1; const k = []; for (;;) k.push(f = f.bind(null, new Array(100).fill(1)))`,
  ],
  [
    'structured errors with causes',
    `let e; for (;;) e = new Error('x'.repeat(1e4) + Math.random(), { cause: e })`,
  ],
  [
    'errors with endless stacks',
    `Error.stackTraceLimit = Infinity; const k = []; (function f() { k.push(new Error('x')); f() })()`.concat(
      '; ',
    ),
  ],
  [
    'regexes with huge sources',
    `const k = []; for (let i = 0; ; i += 1) { const r = new RegExp('(?:' + 'a|'.repeat(1e5) + i + ')'); r.test('b'); k.push(r) }`,
  ],
  [
    'evaluated sources',
    `const k = []; for (let i = 0; ; i += 1) k.push(eval('(() => "' + 'x'.repeat(1e5) + i + '")'))`,
  ],
  ['a huge evaluated source', `eval('var a = [' + '{},'.repeat(5e6) + ']')`],
  ['a deeply nested evaluated source', `eval('('.repeat(1e6))`],
  ['iterator helpers', `Iterator.from({ next: () => ({ done: false, value: new Array(100) }) }).toArray()`],
  [
    'Object.groupBy',
    `Object.groupBy({ *[Symbol.iterator]() { for (let i = 0; ; i += 1) yield i } }, (i) => 'g' + i)`,
  ],
  [
    'underscore: memoize',
    `const f = _.memoize((n) => new Array(1e4).fill(n)); for (let i = 0; ; i += 1) f(i)`,
  ],
  ['keys of console.count', `for (let i = 0; ; i += 1) console.count('x'.repeat(1e4) + i)`],
  ['HMACs that are never finished', `for (;;) crypto.createHmac('sha512'.slice(0, 3) + '256', 'k')`],
  [
    'digests that are remembered',
    `for (let i = 0; ; i += 1) { const h = crypto.createHmac('sha256', 'k' + i); h.digest() }`,
  ],
  ['a huge key of an HMAC', `crypto.createHmac('sha256', 'x'.repeat(2 ** 28))`],
  ['a rejection with huge words', `Promise.reject(new Error('x'.repeat(6e7) + 'y'))`],
  ['a rejection with a huge text', `Promise.reject('é'.repeat(2e7) + 'y')`],
  ['an error with huge words', `throw new Error('é'.repeat(2e7) + 'y')`],
  [
    'an error with a huge name',
    `throw Object.assign(new Error('x'), { name: 'é'.repeat(2e7), stack: 'é'.repeat(2e7) })`,
  ],
];
describe('memory without end ends with its limits', () => {
  test.concurrent.each(greedy)('%s', async (...row) => {
    await expectStopped(arena, row, { cpuMs: 500 });
  });
});

describe('floods of host calls end with their limits', () => {
  test.concurrent.each([
    ['lines', `for (;;) console.log('x')`],
    ['empty lines', `for (;;) console.log()`],
    ['long lines', `const x = 'x'.repeat(5e6); for (;;) console.log(x)`],
    ['lines of half a character each', `for (;;) console.log('\\ud800'.repeat(1e4))`],
    ['traces', `for (;;) console.trace('x'.repeat(1e5))`],
    [
      'deep values',
      `const o = {}; let p = o; for (let i = 0; i < 1e5; i += 1) p = p.a = { b: [p, o], c: 'x'.repeat(100) }; for (;;) console.log(o, p)`,
    ],
    [
      'wide values',
      `const o = Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ['k' + i, [i]])); for (;;) console.log(o)`,
    ],
    ['requests', `for (;;) { try { fetch('https://example.com/' + 'x'.repeat(8000)) } catch {} }`],
    ['refused requests', `for (;;) { try { fetch('u', { method: 'G T' }) } catch {} }`],
    [
      'large requests',
      `const body = 'é'.repeat(5e6); for (;;) { try { fetch('u', { body, headers: { a: 'x'.repeat(6e4) } }) } catch {} }`,
    ],
    ['reads of the storage', `const s = require('storage'); for (;;) { try { s.get('k') } catch {} }`],
    [
      'writes to the storage',
      `const s = require('storage'); for (let i = 0; ; i += 1) { try { s.set('k' + (i % 50), 'x'.repeat(6e4)) } catch {} }`,
    ],
    ['clearings of the storage', `const s = require('storage'); for (;;) { try { s.clear() } catch {} }`],
    ['HMACs', `for (;;) { const h = crypto.createHmac('md5', 'k'); h.update('x'); h.digest('hex') }`],
    ['refused modules', `for (;;) { try { require('x'.repeat(1e5)) } catch {} }`],
    [
      'reads of the payload',
      `const { get } = Object.getOwnPropertyDescriptor(globalThis, 'activity'); for (;;) get()`,
    ],
    [
      'everything from promise jobs',
      `const f = () => { console.log('x'); try { fetch('u') } catch {} Promise.resolve().then(f) }; f()`,
    ],
  ])('%s', async (name, source) => {
    const host = new MemoryHost();
    host.respond = () => Promise.resolve(reply(200, 'x'.repeat(1e6)));
    const { execution } = await attack(source, { integrationId: name, host });
    expect(['timed_out', 'out_of_memory', 'crashed']).toContain(execution.ending.kind);
    expect(execution.fetches).toBeLessThanOrEqual(LIMITS.fetches);
    expect(host.requests.length).toBeLessThanOrEqual(LIMITS.fetches);
    const kept = execution.output.lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(kept).toBeLessThan(LIMITS.outputBytes + 200);
    await expectNoTrace(name);
  });

  test('a request that never ends, in a catch that begins another', async () => {
    const host = new MemoryHost();
    const ended: boolean[] = [];
    host.respond = (_, signal) =>
      new Promise(() => signal.addEventListener('abort', () => ended.push(signal.aborted)));
    const limits = { wallMs: 3_000 };
    const source = `for (;;) { try { fetch('u') } catch {} finally { continue } }`;
    const { execution } = await attack(source, { host, limits });
    expect(execution.ending).toMatchObject({ kind: 'timed_out', limit: 'wall' });
    expect(ended).toEqual([true]);
    await expectNoTrace();
  });

  test('refused requests, while others want the processor', async () => {
    const limits = { fetches: 0, wallMs: 1_000, cpuMs: 500 };
    const hostile = singleSlot.attack(`for (;;) { try { fetch('u') } catch {} }`, { limits });
    const others = Array.from({ length: 8 }, (_, i) => {
      const options = { integrationId: `other ${i}`, limits: { cpuMs: 500, wallMs: 20_000 } };
      return singleSlot.attack(`for (;;) {}`, options);
    });
    const { execution } = await hostile;
    expect(execution.ending.kind).toBe('timed_out');
    for (const other of await Promise.all(others)) expect(other.execution.ending.kind).toBe('timed_out');
  });
});
