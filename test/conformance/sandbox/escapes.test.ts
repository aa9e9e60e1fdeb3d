import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { expect, test } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { openArena, printed } from './support/arena.ts';

const { attack, expectNoTrace } = openArena();

/**
 * `check` walks from a value to everything that can be reached from it, and prints ESCAPED for what is not of this
 * realm, for a function that makes code elsewhere, and for the functions of the slot.
 */
const CHECK = `
const check = (() => {
  const own = { Object, Function, Reflect, Set, Promise, console, String };
  const { getPrototypeOf, ownKeys, getOwnPropertyDescriptor, apply } = Reflect;
  const print = console.log, objects = Object.prototype, functions = Function.prototype, has = Set.prototype.has, add = Set.prototype.add;
  const seen = new Set();
  const shout = (why, path) => print('ESCAPED ' + why + ' at ' + path);
  const walk = (value, path, depth) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (apply(has, seen, [value]) || depth > 12) return;
    apply(add, seen, [value]);
    let top = value;
    for (let next = getPrototypeOf(top); next !== null; next = getPrototypeOf(top)) top = next;
    if (top !== objects && getOwnPropertyDescriptor(top, 'constructor') !== undefined) shout('another realm', path);
    const keys = ownKeys(value);
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i];
      const name = typeof key === 'symbol' ? 'symbol' : key;
      if (name === 'applySync' || name === 'applySyncPromise' || name === 'derefInto' || name === 'platform' || name === 'mainModule')
        shout('a function of the slot', path + '.' + name);
      const descriptor = getOwnPropertyDescriptor(value, key);
      if (descriptor === undefined) continue;
      walk(descriptor.value, path + '.' + name, depth + 1);
      walk(descriptor.get, path + '.get ' + name, depth + 1);
      walk(descriptor.set, path + '.set ' + name, depth + 1);
    }
    walk(getPrototypeOf(value), path + '.__proto__', depth + 1);
  };
  return (value, path) => {
    walk(value, path || 'value', 0);
    let made;
    try { made = value.constructor.constructor('return [typeof process, typeof module, typeof Buffer, this]')(); } catch { return; }
    if (made.length !== 4) return;
    if (made[0] + made[1] + made[2] !== 'undefinedundefinedundefined') shout('a process', path);
    if (made[3] !== globalThis) shout('another global object', path);
  };
})();
const parcel = { a: [new Map([[1, { b: 2 }]]), new Set([3]), new Date(0), /r/, new Error('e'), 1n, Symbol('s')] };
const caught = (f) => { try { return f(); } catch (error) { return error; } };
`;

const everyHostFunction = `
caught(() => require('storage').set('k', { a: [1, 'x'] })); caught(() => require('storage').get('k'));
caught(() => require('storage').remove('k')); caught(() => require('nothing'));
caught(() => fetch('u', { method: 'PUT', headers: { a: 'b' }, body: 'c' }).headers.get('a'));
caught(() => fetch('fail')); caught(() => { const h = crypto.createHmac('sha1', 'k'); h.update('d'); h.digest(); h.digest(); });
caught(() => console.log('x', parcel));
caught(() => console.trace('t')); caught(() => console.count('c')); caught(() => console.table([1]));
`;

/** Each ends with a line that says it came to its end. */
const attacks: readonly (readonly [string, string])[] = [
  ['node:vm: the constructor of `this`', `check(this, 'this'); check(this.constructor, 'this.constructor')`],
  ['a walk from the global object', `check(globalThis, 'globalThis')`],
  [
    'a walk from every function of the runtime',
    `for (const value of [console, console.log, crypto, crypto.createHmac, fetch, require, require('storage'), require('storage').get])
      { check(value, 'runtime'); check(caught(() => value()), 'its error'); check(caught(() => new value()), 'its instance'); }`,
  ],
  [
    'a walk from underscore',
    `check(_, '_'); check(_.chain([1]).map(String), 'chain'); check(_.template('a')(), 'template')`,
  ],
  [
    'underscore: code in the settings of a template (CVE-2021-23358)',
    `check(caught(() => _.template('x', { variable: '){return this}//' })()), 'template');
    check(caught(() => _.template('<% check(this, "this of a template") %>')()), 'template')`,
  ],
  [
    'a walk from a response',
    `const r = fetch('u'); check(r, 'response'); check(r.headers, 'headers'); check(r.headers.get, 'get'); check(r.body, 'body'); check(r.json, 'json');
    check(caught(() => r.json()), 'error of json')`,
  ],
  [
    'a walk from the errors of host functions',
    `for (const f of [() => fetch('fail'), () => fetch({ toString() { throw new Error('mine') } }), () => fetch('u', { method: 'G T' }), () => fetch('u', { body: {} }),
      () => fetch('u', { headers: 1 }), () => fetch('u', { redirect: 'x' }), () => require('fs'), () => require('storage').set('full', 1),
      () => require('storage').set('k', () => 1), () => require('storage').get('k'.repeat(600)), () => crypto.createHmac('sha0', 'k'),
      () => crypto.createHmac('md5', {}), () => crypto.createHmac('md5', 'k').digest('x')])
      { const error = caught(f); if (!(error instanceof Error)) console.log('ESCAPED not an Error', f); check(error, 'error'); check(error.stack, 'stack'); }`,
  ],
  [
    'a walk from the errors of a full stack, thrown inside host functions',
    `const errors = []; const s = require('storage');
    (function f() { try { f() } catch { } if (errors.length < 200) { for (const g of [() => s.get('k'), () => console.debug('x'), () => fetch('fail'), () => crypto.createHmac('md5', 'k')]) errors.push(caught(g)) } })();
    for (const error of errors) check(error, 'overflow')`,
  ],
  [
    'a walk from the payload',
    `check(activity, 'activity'); check(project, 'project'); check(variables, 'variables')`,
  ],
  [
    'a walk from stored values',
    `const s = require('storage'); s.set('k', JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'));
    const value = s.get('k'); check(Object.getPrototypeOf(value), 'prototype of a value'); if ({}.polluted !== undefined) console.log('ESCAPED polluted')`,
  ],
  [
    'the accessors of the payload',
    `for (const name of ['activity', 'project', 'variables']) { const d = Object.getOwnPropertyDescriptor(globalThis, name); check(d.get, 'get'); check(d.set, 'set');
      check(caught(() => d.get.call(null)), 'got'); check(caught(() => d.set.call({}, 1)), 'set to') }`,
  ],
  [
    'Error.prepareStackTrace: the functions and receivers of every frame',
    `Error.stackTraceLimit = Infinity; let sites = [];
    Error.prepareStackTrace = (error, list) => { check(error, 'error'); for (const s of list) sites.push(s); return list };
    const readStack = () => { new Error().stack; return 'u' };
    readStack(); caught(() => fetch({ toString: readStack })); caught(() => fetch('u', { get method() { readStack() } })); caught(() => fetch('u', { headers: new Proxy({}, { ownKeys: readStack }) }));
    caught(() => require('storage').set({ toString: readStack }, { toJSON: readStack })); console.log({ get [Symbol.toStringTag]() { readStack(); return 'x' } });
    caught(() => crypto.createHmac({ toString: readStack }, 'k')); _.map([1], readStack); Promise.resolve().then(readStack); caught(() => fetch('fail').stack);
    for (const s of sites) for (const m of Object.getOwnPropertyNames(Object.getPrototypeOf(s))) { const v = caught(() => s[m]()); check(v, 'site.' + m);
      if ((m === 'getFunction' || m === 'getThis') && v !== undefined && /guest/.test(s.getFileName() || '')) console.log('ESCAPED ' + m) }`,
  ],
  [
    'arguments.callee.caller and Function.prototype.caller',
    `const climb = function () { let f = arguments.callee; for (let i = 0; i < 50 && f; i += 1) { check(f, 'caller'); check(caught(() => f.arguments), 'arguments'); f = caught(() => f.caller); if (f instanceof Error) break } return 'u' };
    climb(); caught(() => fetch({ toString: climb })); caught(() => fetch('u', { get body() { return climb() } })); caught(() => require('storage').set('k', { toJSON: climb }));
    console.log({ get [Symbol.toStringTag]() { return climb() } }); [1].map(climb); _.each([1], climb); 'a'.replace('a', climb); JSON.parse('[1]', climb);
    const caller = Object.getOwnPropertyDescriptor(Function.prototype, 'caller'); for (const f of [fetch, console.log, require, climb]) { check(caught(() => caller.get.call(f)), 'caller'); check(caught(() => f.arguments), 'arguments') }`,
  ],
  [
    'Proxies as arguments: what their traps are given',
    `const spy = (target) => new Proxy(target, new Proxy({}, { get: (_, trap) => (...args) => { args.forEach((a) => check(a, trap)); return Reflect[trap](...args) } }));
    console.log(spy({ a: spy([1]), b: spy(function () {}) })); caught(() => fetch(spy({ toString: () => 'u' }), spy({ method: 'GET', headers: spy({ a: 'b' }), body: spy({}) })));
    caught(() => require('storage').set('k', spy({ a: spy([]) }))); caught(() => crypto.createHmac(spy({}), spy({}))); caught(() => Reflect.apply(spy(fetch), spy({}), ['u'])); caught(() => new (spy(fetch))('u'))`,
  ],
  [
    'Symbol.toPrimitive, valueOf and toString: their receivers and what they may return',
    `for (const result of ['u', 1, Symbol('s'), {}, null, undefined, 1n]) { const value = { [Symbol.toPrimitive](hint) { check(this, 'this'); check(hint, 'hint'); return result } };
      for (const f of [() => fetch(value), () => fetch('u', { method: value, redirect: value, headers: { a: value }, body: value }), () => require('storage').get(value), () => require(value), () => crypto.createHmac(value, 'k'), () => console.count(value), () => fetch('u').headers.get(value)]) check(caught(f), 'result') }`,
  ],
  [
    'Symbol.species and Symbol.isConcatSpreadable',
    `class Mine extends Array { static get [Symbol.species]() { return function () { check(this, 'species'); return [] } } }
    const list = Mine.from([['a', 'b']]); list[Symbol.isConcatSpreadable] = true; console.log(list, list.map((x) => x)); caught(() => fetch('u', { headers: list })); require('storage').set('k', list)`,
  ],
  [
    'setters and getters of Object.prototype that catch what the guest reads and writes',
    `const names = ['value', 'get', 'set', 'enumerable', 'configurable', 'writable', 'name', 'message', 'stack', 'status', 'statusText', 'headers', 'left', 'above', 'length', '0', '1', '2', 'call', 'print', 'input', 'finish', 'platform', 'toJSON', 'then', 'constructor', 'default'];
    for (const name of names) Object.defineProperty(Object.prototype, name, { __proto__: null, configurable: true, get() { check(this, 'this of a getter'); return undefined }, set(v) { check(this, 'this of a setter'); check(v, 'assigned') } });
    ${everyHostFunction} for (const name of names) delete Object.prototype[name]`,
  ],
  [
    'setters of Array.prototype that catch arguments on their way',
    `for (let i = 0; i < 6; i += 1) Object.defineProperty(Array.prototype, i, { __proto__: null, configurable: true, get() { check(this, 'list') }, set(v) { check(v, 'element'); check(this, 'list') } });
    ${everyHostFunction} for (let i = 0; i < 6; i += 1) delete Array.prototype[i]`,
  ],
  [
    'methods that catch their receivers: Function, Array, String, RegExp, Map, Set, Symbol, Promise',
    `const kept = { ownKeys: Reflect.ownKeys, log: console.log };
    const all = [Function.prototype, String.prototype, RegExp.prototype, Map.prototype, Set.prototype, Date.prototype, Symbol.prototype, Promise.prototype, Error.prototype, Number.prototype, Array.prototype];
    for (let i = 0; i < all.length; i += 1) for (let keys = kept.ownKeys(all[i]), P = all[i], j = 0; j < keys.length; j += 1) { const key = keys[j]; if (key === 'constructor' || key === 'length' || (P === Error.prototype && key !== 'toString')) continue; try { P[key] = function () { kept.log('ESCAPED guest uses', key); check(this, 'receiver'); check(arguments, 'arguments') } } catch {} }
    ${everyHostFunction}`,
  ],
  [
    'functions that catch their arguments: JSON, Reflect, Object, String, eval',
    `const { log } = console; const spy = (name) => function (...args) { log('ESCAPED guest uses', name) };
    JSON.parse = spy('JSON.parse'); JSON.stringify = spy('JSON.stringify'); String = spy('String'); Number = spy('Number'); Symbol = spy('Symbol'); Map = spy('Map'); eval = spy('eval'); Error = TypeError = RangeError = spy('Error'); Array.isArray = spy('isArray');
    for (const key of ['apply', 'defineProperty', 'deleteProperty', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'ownKeys']) { Reflect[key] = spy(key); Object[key] = spy(key) } ${everyHostFunction}`,
  ],
  [
    'a prototype under the global object that catches free names',
    `caught(() => Object.setPrototypeOf(Object.getPrototypeOf(globalThis), new Proxy({}, { get(_, key) { console.log('ESCAPED guest reads', String(key)) }, has(_, key) { return false } })));
    caught(() => { globalThis.__proto__ = {} }); for (const name of ['undefined', 'globalThis', 'Infinity']) caught(() => { globalThis[name] = 1 }); ${everyHostFunction}`,
  ],
  [
    'thenables and promises of host values',
    `Object.prototype.then = function (resolve, reject) { check(this, 'this of then'); check(resolve, 'resolve'); check(reject, 'reject'); delete Object.prototype.then; resolve(1) };
    (async () => { check(await fetch('u'), 'awaited'); check(await caught(() => fetch('fail')), 'awaited error'); })();
    const { then } = Promise.prototype; Promise.prototype.then = function (...args) { check(this, 'promise'); args.forEach((a) => check(a, 'callback')); return then.apply(this, args) }; Promise.resolve(1).then(() => fetch('u')).finally(() => 1)`,
  ],
  [
    'vm2: an error whose name is a Symbol, read in a promise',
    `const error = new Error('x'); error.name = Symbol('n'); check(caught(() => error.stack), 'stack'); (async () => error.stack)().catch((e) => check(e, 'rejection'));
    const other = new Error(); Object.defineProperty(other, 'name', { get() { throw Symbol('x') } }); console.log(other); check(caught(() => String(other)), 'string')`,
  ],
  [
    'vm2: a host hook for printing',
    `const hook = function (...args) { args.forEach((a) => check(a, 'inspect')); return 'x' };
    console.log({ [Symbol.for('nodejs.util.inspect.custom')]: hook, inspect: hook, toString: hook, [Symbol.for('nodejs.util.promisify.custom')]: hook }); console.dir({ toJSON: hook })`,
  ],
  [
    'vm2: a generator, an async generator and a finally that get the errors of the engine',
    `function* g() { try { yield 1 } catch (e) { check(e, 'thrown') } finally { check(caught(() => fetch('fail')), 'finally') } } const it = g(); it.next(); caught(() => it.throw(caught(() => fetch('fail')))); check(it, 'generator');
    async function* a() { try { yield fetch('u'); } finally { check(caught(() => require('fs')), 'async finally') } } (async () => { for await (const x of a()) { check(x, 'yielded'); break } })()`,
  ],
  [
    'vm2: WeakMap and Proxy of a proxy of the host',
    `const { get } = WeakMap.prototype; WeakMap.prototype.get = WeakMap.prototype.set = WeakMap.prototype.has = function (...args) { console.log('ESCAPED guest uses a WeakMap') }; ${everyHostFunction}`,
  ],
  [
    'n8n: constructors under computed, escaped and inherited names',
    `for (const F of [[].at.constructor, (() => 1)['const' + 'ructor'], (async () => 1).constructor, (function* () {}).constructor, (async function* () {}).constructor, class { static m() {} }.m.constructor, Reflect.get(fetch, 'constr\\u0075ctor'), Object.getPrototypeOf(console.log).constructor])
      { check(F, 'F'); const made = caught(() => F('return [this, typeof process]')()); check(made, 'made'); if (made.next) { check(caught(() => made.next().value), 'next') } }`,
  ],
  [
    'n8n: `this` of arrows, methods, tagged templates, static blocks and sloppy calls',
    `for (const value of [(() => this)(), (function () { return this })(), (function () { return this }).call(1), ((s) => s)\`x\`, class { static { check(this, 'static') } }, new (class { f = this })().f, [1].map(function () { return this })[0]]) check(value, 'this')`,
  ],
  [
    'Node-RED: the names that its sandbox or Node has',
    `for (const name of ['process', 'global', 'module', 'exports', 'Buffer', 'node', 'RED', 'util', 'env', 'context', 'flow', 'setTimeout', 'setImmediate', 'queueMicrotask', '__dirname', '__filename', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'ivm', 'isolate', 'Deno', 'Bun', 'gc', 'd8', 'ShadowRealm', 'performance', 'navigator', 'window'])
      if (eval('typeof ' + name) !== 'undefined') console.log('ESCAPED there is', name);
    check(caught(() => process.mainModule), 'error'); check(caught(() => require('child_process')), 'error'); check(caught(() => require({ toString: () => '../../storage' })), 'error')`,
  ],
  [
    'isolated-vm: its classes, by error, by name and by symbol',
    `for (const key of Reflect.ownKeys(globalThis)) if (/ivm|isolate|^reference$|transfer/i.test(String(key))) console.log('ESCAPED there is', String(key));
    for (const f of [fetch, console.log, require('storage').get, crypto.createHmac]) { for (const s of Object.getOwnPropertySymbols(f)) console.log('ESCAPED symbol'); check(Object.getOwnPropertyDescriptors(f), 'descriptors'); if (/native code/.test(Function.prototype.toString.call(f))) console.log('ESCAPED native function') }`,
  ],
  [
    'import(): its promise, its error and what its argument is given',
    `for (const what of ['fs', 'node:fs', './x', 'data:text/javascript,export default 1', { toString() { check(this, 'this'); return 'fs' } }]) import(what).then((m) => console.log('ESCAPED imported'), (e) => { check(e, 'error of import') }); check(import('x').catch(() => 1), 'promise')`,
  ],
  [
    'eval of texts that close what is around them',
    `for (const text of ['})(); check(this); (function () {', 'return 1', '}); }', '*/ check(this) /*', '}catch(e){check(e)}try{', '\\u2028})()', '<!--\\n})', '#!\\n})', 'new.target', 'super.x', 'import.meta', 'await 1', 'yield 1', 'arguments', '%DebugPrint(1)'])
      { check(caught(() => (0, eval)(text)), 'eval'); check(caught(() => eval(text)), 'direct'); check(caught(() => new Function(text)), 'Function'); check(caught(() => new Function('a = (' + text, text)), 'parameters') }
    if (caught(() => eval('bridge')) instanceof ReferenceError === false || typeof installGlobals !== 'undefined' || typeof runScriptText !== 'undefined' || typeof module0 !== 'undefined') console.log('ESCAPED sees the guest')`,
  ],
  [
    'functions of the runtime as constructors, parents and new.target',
    `for (const f of [fetch, require, console.log, crypto.createHmac, require('storage').set]) { check(caught(() => new (class extends f {})('u')), 'child'); check(caught(() => Reflect.construct(f, ['u'], Array)), 'constructed'); check(caught(() => Reflect.construct(Array, [], f)), 'target'); caught(() => { f.prototype = null }); check(caught(() => f.call(new Proxy({}, {}), 'u')), 'called'); caught(() => f.toString()) }`,
  ],
  [
    'Error.captureStackTrace and stackTraceLimit with getters',
    `Object.defineProperty(Error, 'stackTraceLimit', { configurable: true, get() { console.log('ESCAPED getter of the limit'); return 1 } }); ${everyHostFunction}
    for (const f of [fetch, console.log, check]) { const o = {}; caught(() => Error.captureStackTrace(o, f)); check(o, 'captured'); check(o.stack, 'stack') } delete Error.captureStackTrace; delete Error.stackTraceLimit; ${everyHostFunction}`,
  ],
  [
    'with, Symbol.unscopables, Symbol.hasInstance and Symbol.toStringTag on the global object',
    `globalThis[Symbol.unscopables] = { fetch: true }; with ({ get fetch() { return 1 } }) { caught(() => fetch('u')) } for (const f of [Error, TypeError, Array, Map]) Object.defineProperty(f, Symbol.hasInstance, { value: () => { console.log('ESCAPED instanceof') } });
    caught(() => Object.defineProperty(globalThis, Symbol.toStringTag, { get() { return 'process' } })); ${everyHostFunction}`,
  ],
  [
    'WeakRef and FinalizationRegistry',
    `const r = new FinalizationRegistry((held) => check(held, 'held')); for (let i = 0; i < 100; i += 1) r.register({}, fetch); check(new WeakRef(fetch('u')).deref(), 'deref'); check(r, 'registry')`,
  ],
  [
    'a frozen, sealed and emptied world',
    `for (const key of Reflect.ownKeys(globalThis)) if (!['check', 'caught', 'console', 'fetch', 'require', 'crypto', 'Reflect'].includes(key)) caught(() => delete globalThis[key]); Reflect.preventExtensions(this); ${everyHostFunction}`,
  ],
];

test.concurrent.each(attacks)('%s: finds nothing that is not its own', async (name, source) => {
  const host = new MemoryHost();
  host.respond = ({ url }) =>
    Promise.resolve(
      url === 'fail'
        ? { ok: false, error: { name: 'TypeError', message: 'fetch failed' } }
        : {
            ok: true,
            status: 200,
            statusText: 'OK',
            headers: [['a', 'b']],
            url,
            redirected: false,
            body: Buffer.from('{"__proto__":{"polluted":1}'),
          },
    );
  const activity = '{"id":"a1","__proto__":{"polluted":1},"constructor":{"prototype":{}}}';
  const options = {
    integrationId: name,
    host,
    activity,
    // Each attack must come to its end, however busy the machine is.
    limits: { cpuMs: 3_000, wallMs: Math.round(6_000 * busyness()), fetches: 50 },
  };
  const attacked = await attack(
    `${CHECK}\nconst end = console.log;\n${source};\nend('came to its end');`,
    options,
  );
  expect(attacked.execution.ending).toEqual({ kind: 'succeeded' });
  expect(printed(attacked).filter((text) => text.includes('ESCAPED'))).toEqual([]);
  expect(printed(attacked)).toContain('came to its end');
  await expectNoTrace(name);
});

test('the check would see an escape', async () => {
  const attacked = await attack(
    `${CHECK} check(Object.setPrototypeOf({}, Object.assign(Object.create(null), { constructor: 1 })), 'x')`,
  );
  expect(printed(attacked)[0]).toBe('ESCAPED another realm at x');
});
