import type { Ending, Limits } from '@upshot/sandbox/sandbox';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { describe, expect, test } from 'vitest';
import { LIMITS, openArena, printed } from './support/arena.ts';

const { attack, expectNoTrace } = openArena();
const crowded = openArena({ maxRunning: 1, warmSlots: 2 });

type Kind = Ending['kind'];
type Row = readonly [name: string, source: string];

/** What a run of hostile work may end as: stopped by a limit, refused by the language, or dead with its slot. */
const STOPPED: readonly Kind[] = ['timed_out', 'out_of_memory', 'crashed', 'failed'];

async function expectStopped(name: string, source: string, limits: Partial<Limits> = {}): Promise<void> {
  const before = process.memoryUsage.rss();
  const attacked = await attack(`console.log('begun'); ${source}`, { integrationId: name, limits });
  expect(STOPPED).toContain(attacked.execution.ending.kind);
  expect(printed(attacked)[0]).toBe('begun');
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 2 ** 20);
  await expectNoTrace(name);
}

const endless: readonly Row[] = [
  ['an empty loop', 'for (;;);'],
  ['a loop with a label in finally', 'a: for (;;) { try { continue a } finally { continue a } }'],
  [
    'a finally that overrides a return',
    'function f() { for (;;) { try { return 1 } finally { continue } } } f()',
  ],
  ['a catch that swallows everything', 'for (;;) { try { for (;;); } catch {} finally { continue } }'],
  [
    'a recursion that catches its own overflow',
    'function f() { try { f() } catch { f() } finally { f() } } f()',
  ],
  [
    'a recursion through a getter',
    `const o = { get a() { try { return this.a } catch { return this.a } } }; for (;;) { try { o.a } catch {} }`,
  ],
  ['a regex that backtracks', `/^(a+)+$/.test('a'.repeat(60) + 'b')`],
  ['a regex with a back reference', `/^(.*)*\\1*\\1*\\1*x$/.test('ab'.repeat(500))`],
  [
    'a regex with a look-behind',
    `/(?<=^(a+)+)b(?=(c+)+$)/.test('a'.repeat(2e3) + 'b' + 'c'.repeat(60) + 'd')`,
  ],
  [
    'a replace whose callback replaces',
    `const f = () => 'a'.repeat(50).replace(/a/g, f); f(); for (;;) { try { f() } catch {} }`,
  ],
  ['indexOf on a huge array-like', `Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)`],
  ['lastIndexOf on a huge array-like', `Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1)`],
  ['includes on a huge array-like', `Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)`],
  ['fill on a huge array-like', `Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 1, 2 ** 53 - 1e9)`],
  ['copyWithin on a huge array-like', `Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 1, 2)`],
  ['reverse on a huge array-like', `Array.prototype.reverse.call({ length: 2 ** 53 - 1 })`],
  ['every on a huge array-like', `Array.prototype.every.call({ length: 2 ** 53 - 1 }, () => true)`],
  [
    'reduceRight on a huge array-like',
    `Array.prototype.reduceRight.call({ length: 2 ** 53 - 1 }, () => 1, 1)`,
  ],
  ['flat of a huge array-like', `Array.prototype.flat.call({ length: 2 ** 53 - 1 })`],
  ['flatMap on a huge array-like', `Array.prototype.flatMap.call({ length: 2 ** 53 - 1 }, () => [])`],
  ['findLast on a huge array-like', `Array.prototype.findLast.call({ length: 2 ** 53 - 1 }, () => false)`],
  ['unshift on a huge array-like', `Array.prototype.unshift.call({ length: 2 ** 53 - 2 }, 1)`],
  ['shift on a huge array-like', `Array.prototype.shift.call({ length: 2 ** 53 - 1 })`],
  ['splice on a huge array-like', `Array.prototype.splice.call({ length: 2 ** 53 - 1 }, 0, 1)`],
  [
    'concat of sparse arrays',
    `const a = []; a.length = 2 ** 31; a[2 ** 31 - 1] = 1; [].concat(a, a).indexOf(2)`,
  ],
  ['a reverse of a sparse array', `const a = []; a.length = 2 ** 32 - 1; a.reverse()`],
  ['a sort of a sparse array', `const a = []; a.length = 2 ** 32 - 1; a[5] = 1; for (;;) a.sort()`],
  [
    'a sort with a comparator that never agrees',
    `const a = Array.from({ length: 1e5 }, (_, i) => i); for (;;) a.sort(() => Math.random() - 0.5)`,
  ],
  [
    'a sort whose comparator sorts',
    `const f = () => [3, 2, 1, 5].sort(f).length; for (;;) { try { f() } catch {} }`,
  ],
  ['Array.from of a huge array-like', `Array.from({ length: 2 ** 32 })`],
  ['join of a huge array-like', `Array.prototype.join.call({ length: 2 ** 53 - 1 })`],
  ['toString of nested arrays', `let a = ['x']; for (let i = 0; i < 100; i += 1) a = [a, a]; String(a)`],
  ['String.raw with a huge template', `String.raw({ raw: { length: 2 ** 53 - 1 } })`],
  ['Object.assign from an endless Proxy', `Object.assign({}, new Proxy({}, { ownKeys() { for (;;); } }))`],
  [
    'Object.fromEntries of an endless iterator',
    `Object.fromEntries({ *[Symbol.iterator]() { for (;;) yield ['a', 1] } })`,
  ],
  ['a spread of an endless iterator', `[...{ *[Symbol.iterator]() { for (;;) yield 1 } }]`],
  [
    'a destructuring of an endless iterator',
    `const [, ...b] = { *[Symbol.iterator]() { for (let i = 0; ; i += 1) yield i } }`,
  ],
  [
    'an endless generator in a generator',
    `function* g() { yield* g() } for (;;) { try { for (const x of g()); } catch {} }`,
  ],
  [
    'an iterator that never closes',
    `for (const x of { [Symbol.iterator]: () => ({ next: () => ({ done: false }), return() { for (;;); } }) }) break`,
  ],
  [
    'a prototype chain of Proxies',
    `let p = {}; for (let i = 0; i < 1e5; i += 1) p = new Proxy(p, {}); for (;;) { try { p.x } catch {} }`,
  ],
  [
    'instanceof along an endless chain',
    `const p = new Proxy({}, { getPrototypeOf() { return p } }); p instanceof Object`,
  ],
  ['BigInt: a huge power', `2n ** 30_000_000n * 3n ** 9_000_000n`],
  ['BigInt: a division', `const a = 3n ** 3_000_000n; for (let b = a; ; b += 1n) a / (b >> 2_000_000n)`],
  ['BigInt: to text', `let a = 7n ** 1_000_000n; for (;;) String(a = a * 3n)`],
  ['BigInt: from text', `BigInt('9'.repeat(2e7))`],
  ['BigInt.asUintN', `for (let a = 1n; ; a = BigInt.asUintN(2 ** 29, a * a - 3n)) a = a << 1_000_000n`],
  [
    'JSON.parse with a reviver that grows',
    `JSON.parse('[1,2]', function (k, v) { if (k === '0') this[1] = { a: [1, 2] }; else if (k === 'a') for (;;); return v })`,
  ],
  [
    'JSON.stringify with toJSON that nests',
    `const f = () => ({ a: { toJSON: f } }); for (;;) { try { JSON.stringify({ toJSON: f }) } catch {} }`,
  ],
  [
    'JSON.stringify of a Proxy with endless keys',
    `JSON.stringify(new Proxy({}, { ownKeys() { for (;;); } }))`,
  ],
  [
    'JSON.stringify of an endless array',
    `JSON.stringify(new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 53 - 1 : null }))`,
  ],
  [
    'JSON.stringify with a deep cycle of getters',
    `const o = { get a() { return Object.create(o, { b: { enumerable: true, get: () => o } }) } }; for (;;) { try { JSON.stringify(o.a) } catch {} }`,
  ],
  [
    'localeCompare of long texts',
    `const a = 'ä'.repeat(5e6), b = 'a\\u0308'.repeat(5e6); for (;;) a.localeCompare(b)`,
  ],
  [
    'normalize of a long text',
    `for (const a = '\\u1e9b\\u0323'.repeat(1e6); ;) { a.normalize('NFKD').normalize('NFC') }`,
  ],
  [
    'Intl.Segmenter on a long text',
    `[...new Intl.Segmenter('th', { granularity: 'word' }).segment('ก'.repeat(3e6))]`,
  ],
  [
    'Intl.Collator in a sort',
    `const c = new Intl.Collator('de'); const a = Array.from({ length: 2e4 }, (_, i) => 'ä'.repeat(50) + i); for (;;) a.sort(c.compare)`,
  ],
  [
    'Intl.DateTimeFormat without end',
    `for (;;) new Intl.DateTimeFormat('ar-u-ca-islamic', { dateStyle: 'full' }).format(0)`,
  ],
  ['Intl.NumberFormat of a huge BigInt', `new Intl.NumberFormat('de').format(9n ** 3_000_000n)`],
  ['toLocaleUpperCase of a long text', `for (const a = 'ß'.repeat(2e6); ;) a.toLocaleUpperCase('tr')`],
  ['encodeURIComponent of a long text', `for (const a = '€'.repeat(1e6); ;) encodeURIComponent(a)`],
  [
    'a search for a long text in a long text',
    `const a = 'a'.repeat(4e6); for (;;) a.indexOf('a'.repeat(2e6) + 'b')`,
  ],
  ['split and join', `let a = 'ab'.repeat(1e5); for (;;) a = a.split('').join('')`],
  [
    'TypedArray.sort with a comparator',
    `const a = new Float64Array(1e6).map(Math.random); for (;;) a.sort((x, y) => x < y ? 1 : -1)`,
  ],
  ['TypedArray.indexOf', `const a = new Uint8Array(2e7); for (;;) a.indexOf(1)`],
  [
    'TypedArray.set and copyWithin',
    `const a = new Uint8Array(2e7); for (;;) { a.set(a.subarray(1)); a.copyWithin(1, 0) }`,
  ],
  [
    'DataView and resizable buffers',
    `for (;;) { const b = new ArrayBuffer(1, { maxByteLength: 2e7 }); b.resize(2e7); new DataView(b).setInt8(1, 1) }`,
  ],
  ['a promise job that queues the next', `const f = () => Promise.resolve().then(f); f()`],
  ['an await loop', `(async () => { for (;;) await 1 })()`],
  ['a thenable that resolves with itself', `const t = { then(r) { r(t) } }; Promise.resolve(t)`],
  [
    'an async generator loop',
    `(async () => { for await (const x of (async function* () { for (;;) yield 1 })()); })()`,
  ],
  [
    'a flood of promise jobs',
    `const f = () => { for (let i = 0; i < 1e4; i += 1) Promise.resolve().then(f) }; f()`,
  ],
  ['a flood of rejections', `for (;;) Promise.reject(new Error('x')).catch(() => 1)`],
  [
    'eval without end',
    `for (let i = 0; ; i += 1) eval('var v' + (i % 10) + ' = function () { return ' + i + ' }')`,
  ],
  ['new Function without end', `for (let i = 0; ; i += 1) new Function('a' + i, 'return ' + i)`],
  ['new regexes without end', `for (let i = 0; ; i += 1) new RegExp('(a|' + i + ')*b').test('aaaa')`],
  [
    'errors without end',
    `Error.stackTraceLimit = Infinity; const f = (n) => n ? f(n - 1) : new Error('x').stack; for (;;) f(500)`,
  ],
  ['a stack that loops when it is formatted', `Error.prepareStackTrace = () => { for (;;); }; null.x`],
  ['a thrown Proxy that loops when it is read', 'throw new Proxy({}, { get() { for (;;); } })'],
  ['a thrown getter that loops', 'throw { get message() { for (;;); } }'],
  [
    'a thrown error whose words loop',
    `throw Object.assign(new Error('x'), { toString() { for (;;); }, name: { toString() { for (;;); } } })`,
  ],
  ['a rejected Proxy that loops', 'Promise.reject(new Proxy({}, { get() { for (;;); } }))'],
  ['a printed Proxy that loops', 'console.log(new Proxy({}, { ownKeys() { for (;;); } }))'],
  ['a printed getter of a tag that loops', 'console.log({ get [Symbol.toStringTag]() { for (;;); } })'],
  ['a printed BigInt without end', 'for (;;) console.log(9n ** 1_000_000n)'],
  ['an argument whose toString loops', `fetch({ toString() { for (;;); } })`],
  ['headers whose keys loop', `fetch('u', { headers: new Proxy({}, { ownKeys() { for (;;); } }) })`],
  ['a stored value whose toJSON loops', `require('storage').set('k', { toJSON() { for (;;); } })`],
  [
    'a global accessor that loops',
    `Object.defineProperty(globalThis, 'activity', { get() { for (;;); } }); activity`,
  ],
  ['underscore: a range without end', `_.range(0, 1e9)`],
  [
    'underscore: a deep flatten',
    `let a = []; for (let i = 0; i < 1e5; i += 1) a = [a]; for (;;) { try { _.flatten(a); _.isEqual(a, [a]) } catch {} }`,
  ],
  ['underscore: a template that loops', `_.template('<% for (;;); %>')()`],
  [
    'hmac of a long text without end',
    `const a = 'x'.repeat(1e6); const h = crypto.createHmac('sha256', 'k'); for (;;) h.update(a)`,
  ],
];

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

describe('work without end ends with its limits', () => {
  test.concurrent.each(endless)('%s', async (name, source) => {
    await expectStopped(name, source);
  });
});

describe('memory without end ends with its limits', () => {
  test.concurrent.each(greedy)('%s', async (name, source) => {
    await expectStopped(name, source, { cpuMs: 500 });
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
    const hostile = crowded.attack(`for (;;) { try { fetch('u') } catch {} }`, { limits });
    const others = Array.from({ length: 8 }, (_, i) => {
      const options = { integrationId: `other ${i}`, limits: { cpuMs: 500, wallMs: 20_000 } };
      return crowded.attack(`for (;;) {}`, options);
    });
    const { execution } = await hostile;
    expect(execution.ending.kind).toBe('timed_out');
    for (const other of await Promise.all(others)) expect(other.execution.ending.kind).toBe('timed_out');
  });
});
