import { describe, test } from 'vitest';
import { openArena } from './support/arena.ts';
import { expectStopped, type Row } from './support/expect-stopped.ts';

const arena = openArena();

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

describe('work without end ends with its limits', () => {
  test.concurrent.each(endless)('%s', async (...row) => {
    await expectStopped(arena, row);
  });
});
