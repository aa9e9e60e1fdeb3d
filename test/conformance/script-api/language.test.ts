import { describe, expect, it } from 'vitest';
import { useScriptWorker } from './support/script-worker.ts';

const { printed, runScript } = useScriptWorker();

describe('the language is ES2021', () => {
  it.each([
    ['arrow functions', '[1, 2].map((n) => n * 2)', '[2, 4]'],
    [
      'classes with inheritance',
      '(() => { class A { m() { return 1 } } class B extends A { m() { return super.m() + 1 } } return new B().m() })()',
      '2',
    ],
    [
      'getters and setters',
      '(() => { let v = 0; const o = { get a() { return v }, set a(n) { v = n * 2 } }; o.a = 2; return o.a })()',
      '4',
    ],
    ['template literals', '`a${1 + 1}\nb`', 'a2\nb'],
    ['tagged templates', 'String.raw`\\n${1}`', '\\n1'],
    [
      'array destructuring with a rest',
      '(() => { const [a, , ...b] = [1, 2, 3, 4]; return [a, b] })()',
      '[1, [3, 4]]',
    ],
    [
      'object destructuring with defaults and a rest',
      '(() => { const { a, b = 2, ...c } = { a: 1, d: 3 }; return [a, b, c] })()',
      '[1, 2, {"d": 3}]',
    ],
    [
      'default parameters and rest parameters',
      '((a, b = a + 1, ...c) => [a, b, c])(1, undefined, 3)',
      '[1, 2, [3]]',
    ],
    [
      'spread in calls, arrays and objects',
      '[Math.max(...[1, 3]), [...[1], 2], { ...{ a: 1 }, b: 2 }]',
      '[3, [1, 2], {"a": 1, "b": 2}]',
    ],
    [
      'shorthand and computed properties',
      '(() => { const a = 1; return { a, ["b" + a]: 2 } })()',
      '{"a": 1, "b1": 2}',
    ],
    ['for … of', '(() => { let s = ""; for (const c of "ab") s += c + "."; return s })()', 'a.b.'],
    ['generators', '[...(function* () { yield 1; yield* [2, 3] })()]', '[1, 2, 3]'],
    [
      'symbols and iterators of one’s own',
      '[...{ [Symbol.iterator]: function* () { yield "mine" } }]',
      '["mine"]',
    ],
    ['Map and Set', '[new Map([["a", 1]]).get("a"), new Set([1, 1, 2]).size]', '[1, 2]'],
    [
      'WeakMap and WeakSet',
      '(() => { const k = {}; return [new WeakMap([[k, 1]]).get(k), new WeakSet([k]).has(k)] })()',
      '[1, true]',
    ],
    ['Proxy and Reflect', 'Reflect.get(new Proxy({}, { get: (_, key) => key }), "any")', 'any'],
    ['typed arrays', 'Array.from(new Uint8Array([1, 256, 257]))', '[1, 0, 1]'],
    [
      'Number.parseInt and Number.isInteger',
      '[Number.parseInt("12px", 10), Number.isInteger(1.5)]',
      '[12, false]',
    ],
    [
      'Array.from and Array.of',
      '[Array.from("ab"), Array.from({ length: 2 }, (_, i) => i), Array.of(7)]',
      '[["a", "b"], [0, 1], [7]]',
    ],
    ['find and findIndex', '[[1, 2].find((n) => n > 1), [1, 2].findIndex((n) => n > 5)]', '[2, -1]'],
    [
      'startsWith, endsWith, repeat',
      '["abc".startsWith("a"), "abc".endsWith("c"), "a".repeat(3)]',
      '[true, true, "aaa"]',
    ],
    ['code points', '["\\u{1f600}".codePointAt(0), String.fromCodePoint(128512).length]', '[128512, 2]'],
    ['the regular expression flags y and u', '[/a/y.test("ba"), /^.$/u.test("\\u{1f600}")]', '[false, true]'],
    [
      'includes of arrays, and NaN in it (2016)',
      '[[1, NaN].includes(NaN), [1].includes(2)]',
      '[true, false]',
    ],
    ['powers (2016)', '2 ** 10', '1024'],
    [
      'Object.values and Object.entries (2017)',
      '[Object.values({ a: 1 }), Object.entries({ a: 1 })]',
      '[[1], [["a", 1]]]',
    ],
    ['padStart and padEnd (2017)', '["5".padStart(3, "0"), "5".padEnd(3, "-")]', '["005", "5--"]'],
    ['trailing commas in calls (2017)', '((a,) => a)(1,)', '1'],
    ['named groups (2018)', '"2026-11".match(/(?<year>\\d+)-(?<month>\\d+)/).groups.month', '11'],
    ['look-behind (2018)', '"$42".match(/(?<=\\$)\\d+/)[0]', '42'],
    ['the flag s (2018)', '/a.b/s.test("a\\nb")', 'true'],
    ['Unicode properties (2018)', '"añb".match(/\\p{L}+/u)[0]', 'añb'],
    [
      'flat and flatMap (2019)',
      '[[1, [2, [3]]].flat(Infinity), [1, 2].flatMap((n) => [n, n])]',
      '[[1, 2, 3], [1, 1, 2, 2]]',
    ],
    ['Object.fromEntries (2019)', 'Object.fromEntries([["a", 1]])', '{"a": 1}'],
    ['trimStart and trimEnd (2019)', '[" a ".trimStart(), " a ".trimEnd()]', '["a ", " a"]'],
    ['catch without a name (2019)', '(() => { try { throw 1 } catch { return "caught" } })()', 'caught'],
    ['descriptions of symbols (2019)', 'Symbol("why").description', 'why'],
    [
      'optional chaining (2020)',
      '[activity?.payload?.deployment?.routes, activity.none?.(), activity.none?.[0]]',
      '[undefined, undefined, undefined]',
    ],
    ['?? (2020)', '[null ?? 1, 0 ?? 1]', '[1, 0]'],
    ['BigInt (2020)', '2n ** 64n', '18446744073709551616n'],
    ['matchAll (2020)', '[..."a1b2".matchAll(/[a-z](\\d)/g)].map((m) => m[1])', '["1", "2"]'],
    ['globalThis (2020)', 'globalThis.activity === activity', 'true'],
    ['replaceAll (2021)', '"a-b-c".replaceAll("-", "+")', 'a+b+c'],
    ['numeric separators (2021)', '1_000_000', '1000000'],
    [
      '||=, &&= and ??= (2021)',
      '(() => { let a = 0, b = 1, c = null; a ||= 5; b &&= 6; c ??= 7; return [a, b, c] })()',
      '[5, 6, 7]',
    ],
    [
      'WeakRef and FinalizationRegistry (2021)',
      '[new WeakRef({ a: 1 }).deref().a, typeof FinalizationRegistry]',
      '[1, "function"]',
    ],
    ['AggregateError (2021)', 'new AggregateError([1, 2], "both").errors', '[1, 2]'],
    ['Intl', 'new Intl.NumberFormat("en").format(1234.5)', '1,234.5'],
    [
      'encodeURIComponent and its family',
      '[encodeURIComponent("a b&ü"), decodeURIComponent("%C3%BC"), encodeURI("a b?c=ü"), escape("ü")]',
      '["a%20b%26%C3%BC", "ü", "a%20b?c=%C3%BC", "%FC"]',
    ],
    [
      'JSON',
      'JSON.stringify(JSON.parse(\'{"b":1,"a":[null,1.5]}\'), null, 1)',
      '{\n "b": 1,\n "a": [\n  null,\n  1.5\n ]\n}',
    ],
    [
      'dates in UTC',
      '[new Date(0).toISOString(), new Date(2026, 0, 1, 12).getTimezoneOffset(), Date.UTC(2026, 0, 1)]',
      '["1970-01-01T00:00:00.000Z", 0, 1767225600000]',
    ],
    ['Math.random and Date.now', '[Math.random() < 1, Date.now() > 1.7e12]', '[true, true]'],
  ])('%s', async (_, expression, shown) => {
    expect(await printed(`console.log(${expression})`)).toEqual([shown]);
  });

  it.each([
    ['async functions', `(async () => { const n = await Promise.resolve(1); console.log(n) })()`, '1'],
    [
      'Promise.any (2021)',
      `Promise.any([Promise.reject(1), Promise.resolve(2)]).then((n) => console.log(n))`,
      '2',
    ],
    [
      'Promise.allSettled (2020)',
      `Promise.allSettled([Promise.reject(1)]).then(([r]) => console.log(r.status))`,
      'rejected',
    ],
    ['finally (2018)', `Promise.resolve().finally(() => console.log('at last'))`, 'at last'],
    [
      'for await (2018)',
      `(async () => { for await (const n of [Promise.resolve(7)]) console.log(n) })()`,
      '7',
    ],
    [
      'labels',
      `outer: for (const a of [1, 2]) for (const b of [1, 2]) { if (b === 2) continue outer; console.log(a + '' + b) }`,
      '11\n21',
    ],
    ['HTML comments', `<!-- hidden\nconsole.log('seen')\n--> hidden, too`, 'seen'],
  ])('%s', async (_, source, shown) => {
    expect((await printed(source)).join('\n')).toBe(shown);
  });
});

describe('what a browser or Node has and a script has not', () => {
  it.each([
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'Buffer',
    'process',
    'global',
    'window',
    'self',
    'document',
    'navigator',
    'module',
    'exports',
    '__dirname',
    'XMLHttpRequest',
    'Headers',
    'Request',
    'Response',
    'FormData',
    'Blob',
    'AbortController',
    'WebSocket',
    'localStorage',
    'performance',
    'Event',
    'WebAssembly',
    'SharedArrayBuffer',
    'Atomics',
  ])('%s is not there: typeof says undefined, a use is a ReferenceError', async (name) => {
    const source = `console.log(typeof ${name}); try { ${name} } catch (e) { console.log(e.name + ': ' + e.message) }`;
    expect(await printed(source)).toEqual(['undefined', `ReferenceError: ${name} is not defined`]);
  });

  it('a static import is a syntax error', async () => {
    expect(await runScript(`import fs from 'fs'`)).toMatchObject({
      outcome: 'failed',
      error: { name: 'SyntaxError', line: 1, column: 1 },
    });
  });

  it('a dynamic import is a rejected promise', async () => {
    expect(await printed(`import('fs').catch((e) => console.log(e.message))`)).toEqual(['Not supported']);
  });

  it('await at the top is a syntax error', async () => {
    expect(await runScript(`const r = await fetch('https://example.com/')`)).toMatchObject({
      outcome: 'failed',
      error: { name: 'SyntaxError', line: 1 },
    });
  });

  it('an async function may await a fetch all the same, since await takes plain values', async () => {
    expect(await printed(`(async () => { console.log(await 5) })()`)).toEqual(['5']);
  });
});
