import { createSandbox } from '@upshot/sandbox/sandbox';
import type { Execution, RunInput, Sandbox, SandboxOptions } from '@upshot/sandbox/sandbox';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, texts } from '@upshot/testing/sandbox/run-source';
import { afterAll, describe, expect, test } from 'vitest';

/** Scripts that describe everything they find, as lines. */
const DESCRIBE = `
  const seen = new Map(), lines = [];
  const note = (value, path) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return String(value);
    if (seen.has(value)) return seen.get(value);
    seen.set(value, path);
    for (const key of Reflect.ownKeys(value)) {
      const d = Object.getOwnPropertyDescriptor(value, key);
      lines.push([path, String(key), d.configurable, d.enumerable, d.writable,
        'value' in d ? note(d.value, path + '.' + String(key)) : note(d.get, path + '.get ' + String(key))].join(' '));
    }
    lines.push(path + ' ' + Object.isExtensible(value) + note(Object.getPrototypeOf(value), path + '.^'));
    return path;
  };
  const digest = (text) => { let n = 0; for (let i = 0; i < text.length; i += 1) n = (n * 31 + text.charCodeAt(i)) | 0; return n };
  note(globalThis, 'global');
  for (const hidden of [[][Symbol.iterator](), new Map().keys(), (function* () {})(), 'a'.matchAll(/a/g)]) note(Object.getPrototypeOf(hidden), 'hidden');
  console.log(lines.length, digest(lines.join('\\n')));
  console.count(); console.log(RegExp.$1, RegExp.input, RegExp.lastMatch, typeof kept, typeof late, activity.id, variables.token);
  console.timeEnd('t'); console.log(_.last([1, 2]), Object.keys(require('storage')).join(), new URL('https://a.b/c').pathname);
  const s = Symbol.for('kept'); console.log(s.description, Error.stackTraceLimit, typeof Error.prepareStackTrace);
`;

/** Every script counts as harmless here, so that only the frozen realm and its check stand between two runs. */
const careless: SandboxOptions = {
  mayKeepContext: (source) => !/Promise|async|FinalizationRegistry/.test(source),
};

function open(options: SandboxOptions = {}): Sandbox {
  const sandbox = createSandbox({
    warmSlots: 1,
    maxRunning: 1,
    maxSlots: 1,
    cpuContention: () => 20,
    ...options,
  });
  afterAll(() => sandbox.close());
  return sandbox;
}

const sandbox = open(careless);

function run(source: string, more: Partial<RunInput> & { integrationId?: string } = {}): Promise<Execution> {
  return sandbox.run(inputOf(source, more), new MemoryHost());
}

/** Runs it three times: in a context of its own, in one that is kept, and in the same again. */
async function warmUp(source: string, integrationId: string): Promise<readonly Execution[]> {
  const runs: Execution[] = [];
  for (let time = 0; time < 3; time += 1) runs.push(await run(source, { integrationId }));
  expect(runs.map(({ isolation }) => isolation)).toEqual(['context', 'context', 'warm']);
  return runs;
}

describe('a run finds nothing of the run before', () => {
  test.each([
    ['a global', `var kept = 1; late = 2; function f() {}`],
    ['a global by another name', `globalThis.kept = 1; this.late = 2; (function () { this.x = 1 })()`],
    ['a global that cannot be removed', `Object.defineProperty(globalThis, 'kept', { value: 1 })`],
    [
      'a getter in place of the activity',
      `Object.defineProperty(globalThis, 'activity', { get: () => ({ id: 'mine' }) })`,
    ],
    [
      'an activity that cannot be replaced',
      `Object.defineProperty(globalThis, 'activity', { value: { id: 'mine' }, configurable: false })`,
    ],
    [
      'the activity',
      `activity.id = 'mine'; activity = { id: 'mine' }; variables.token = 'mine'; delete globalThis.project`,
    ],
    ['a locked global object', `Object.freeze(globalThis)`],
    ['another prototype of the global object', `Object.setPrototypeOf(globalThis, { kept: 1 })`],
    [
      'properties of built-ins',
      `for (const o of [Object.prototype, Array.prototype, Function.prototype, Math, JSON, Reflect, Symbol]) try { o.kept = 1 } catch {}`,
    ],
    [
      'methods of built-ins',
      `Array.prototype.map = () => 1; JSON.stringify = 1; Math.max = 1; String.prototype.trim = 1; Map.prototype.get = 1`,
    ],
    [
      'properties of methods',
      `[].map.kept = 1; ''.trim.kept = 1; Object.keys.kept = 1; (() => 1).call.kept = 1`,
    ],
    [
      'what every object inherits',
      `({}).__proto__.kept = 1; ({}).toString.kept = 1; Object.prototype.toString = () => 'mine'`,
    ],
    [
      'a prototype of a prototype',
      `Object.setPrototypeOf(Array.prototype, { kept: 1 }); Object.setPrototypeOf(Error.prototype, null)`,
    ],
    ['elements that arrays inherit', `Array.prototype[0] = 1`],
    ['the length of the prototype of arrays', `Array.prototype.length = 5`],
    [
      'a method that cannot be replaced',
      `Object.defineProperty(Array.prototype, 'map', { writable: false })`,
    ],
    ['locked prototypes', `Object.freeze(Object.prototype)`],
    [
      'a getter for a method',
      `try { Object.defineProperty(Array.prototype, 'map', { get: () => 1 }) } catch {} Object.defineProperty(TypeError.prototype, 'name', { value: 'mine' })`,
    ],
    [
      'setters that all objects inherit',
      `Object.defineProperty(Object.prototype, '0', { set() { late = 1 }, configurable: true }); Object.defineProperty(Object.prototype, 'configurable', { get: () => false, configurable: true })`,
    ],
    [
      'iterators',
      `Object.getPrototypeOf([].values()).next = () => ({ done: true }); Object.getPrototypeOf(Object.getPrototypeOf([].values())).kept = 1`,
    ],
    [
      'generators',
      `Object.getPrototypeOf(function* () {}).kept = 1; Object.getPrototypeOf((function* () {})()).next = 1`,
    ],
    ['other built-ins in their place', `Array = Object = Math = undefined; console = 1; fetch = 1; _ = 1`],
    [
      'deleted built-ins',
      `delete globalThis.Map; delete globalThis.console; delete globalThis.URL; delete Math.max`,
    ],
    ['the registry of symbols', `Symbol.for('kept').constructor.kept = 1; Symbol.prototype.kept = 1`],
    ['the last match', `/(secret)/.exec('my secret'); RegExp.input = 'secret'`],
    ['the format of stacks', `Error.stackTraceLimit = 0; Error.prepareStackTrace = () => 'mine'`],
    [
      'the runtime',
      `console.log = () => 1; console.kept = 1; fetch.kept = 1; crypto.kept = 1; crypto.createHmac = 1; atob.kept = 1; require.kept = 1`,
    ],
    ['the storage module', `const s = require('storage'); s.get = () => 'mine'; s.kept = 1; s.set.kept = 1`],
    [
      'groups, counters and timers',
      `console.group('g'); console.count(); console.count('a'); console.time('t')`,
    ],
    [
      'web standards',
      `URL.prototype.kept = 1; URL.kept = 1; URLSearchParams.prototype.get = 1; TextEncoder.kept = 1; new URL('https://a.b').constructor.kept = 1`,
    ],
    [
      'Underscore',
      `_.kept = 1; try { _.mixin({ last: () => 'mine' }) } catch {} _.templateSettings.kept = 1; _.last = 1; _.prototype.kept = 1; _([1]).constructor.kept = 1`,
    ],
    ['numbers of Underscore', `_.uniqueId(); _.chain([]).uniqueId()`],
    ['a template of Underscore', `_.template('<% kept = 1; Array.prototype.kept = 1 %>')({})`],
    [
      'code from text',
      `(0, eval)('var kept = 1'); new Function('late = 1')(); [].map.constructor('kept = 1')()`,
    ],
    [
      'a getter that is looked at by the check',
      `Object.defineProperty(globalThis, 'kept', { configurable: true, get() { late = 1; return 1 } })`,
    ],
    [
      'a proxy as prototype',
      `Object.setPrototypeOf(globalThis, new Proxy({}, { get: () => 'mine', has: () => true }))`,
    ],
    [
      'symbols as globals',
      `globalThis[Symbol('kept')] = 1; globalThis[Symbol.for('kept')] = 1; globalThis[0] = 1`,
    ],
    [
      'a literal that is used again',
      `const re = /a/g; re.test('aa'); re.kept = 1; const t = (s) => { try { s.kept = 1 } catch {} }; t\`a\`; const o = { a: 1 }; o.b = 2`,
    ],
    [
      'jobs of promises that no text mentions',
      `[]['const' + 'ructor']['from' + 'Async']([1])['th' + 'en'](() => { late = 1; Array.prototype.kept = 1 })`,
    ],
    [
      'the prototype of an error of a rare type',
      `SuppressedError.prototype.kept = 1; SuppressedError.prototype.name = 'mine'`,
    ],
    ['many globals', `for (let i = 0; i < 5e3; i += 1) globalThis['k' + i] = i`],
  ])('%s', async (name, attack) => {
    const [, keptFirst, before] = await warmUp(DESCRIBE, name);
    expect(before?.ending).toEqual({ kind: 'succeeded' });
    expect(texts(before as Execution)).toEqual(texts(keptFirst as Execution));
    const attacked = await run(attack, { integrationId: name });
    expect(attacked.ending).toEqual({ kind: 'succeeded' });
    const plain = texts(await run(DESCRIBE, { integrationId: `${name}: untouched` }));
    const after = await run(DESCRIBE, { integrationId: name });
    expect([plain, texts(before as Execution)]).toContainEqual(texts(after));
  });

  test('what it was given, and said, is its own', async () => {
    const script = `const s = require('storage'); console.log(activity.id, project.id, variables.token, s.get('a')); s.set('a', activity.id); var kept = activity`;
    for (const id of ['one', 'two', 'three', 'four']) {
      const host = new MemoryHost();
      const input = inputOf(script, {
        integrationId: 'given',
        activity: `{"id":"${id}"}`,
        project: `{"id":"p ${id}"}`,
        variables: `{"token":"t ${id}"}`,
      });
      const execution = await sandbox.run(input, host);
      expect(texts(execution)).toEqual([`${id} p ${id} t ${id} null`]);
      expect([...host.stored.values()]).toEqual([`"${id}"`]);
    }
  });

  test('a byte string of an HMAC counts as text in the next run', async () => {
    const digest = `const h = crypto.createHmac('sha256', 'k'); h.update('a'); const bytes = h.digest();`;
    const use = `const g = crypto.createHmac('sha256', BYTES); g.update('b'); console.log(g.digest('hex'))`;
    const escaped = await run(`${digest} console.log(escape(bytes))`);
    const text = use.replace('BYTES', `unescape('${texts(escaped)[0]}')`);
    await warmUp(digest, 'hmac');
    expect(texts(await run(text, { integrationId: 'hmac' }))).toEqual(
      texts(await run(text, { integrationId: 'hmac alone' })),
    );
  });
});

describe('a context is kept as long as it is certain that it is as new', () => {
  const next = async (integrationId: string) => (await run(';', { integrationId })).isolation;

  test('an error of a script ends it', async () => {
    await warmUp(';', 'error');
    expect((await run('null.x', { integrationId: 'error' })).isolation).toBe('warm');
    expect(await next('error')).toBe('context');
  });

  test.each([
    ['something cannot be removed', `Object.defineProperty(globalThis, 'kept', { value: 1 })`],
    ['code was made of text', `[].map.constructor('1')()`],
    ['Underscore has counted', `_.uniqueId()`],
  ])('it ends when %s', async (name, source) => {
    await warmUp(source.includes('_.') ? '_.last([])' : ';', name);
    expect((await run(source, { integrationId: name })).isolation).toBe('warm');
    expect([await next(name), await next(name), await next(name)]).toEqual(['context', 'context', 'context']);
  });

  test('errors of all types can be given names, with frozen built-ins too', async () => {
    const types = ['Error', 'TypeError', 'AggregateError', 'SuppressedError'];
    const each = types.map(
      (type) => `e = new ${type}([]); e.name = 'Mine'; e.message = 'm'; console.log(String(e));`,
    );
    const [, , warm] = await warmUp(`'use strict'; var e; ${each.join(' ')}`, 'names');
    expect(texts(warm as Execution)).toEqual(types.map(() => 'Mine: m'));
  });

  test('a script that only mentions promises has none: it is watched, and its stacks show that', async () => {
    const source = `// then\nvar e = new Error('first'); e.message = 'second'; console.log(e.stack)`;
    const runs: Execution[] = [];
    for (let time = 0; time < 4; time += 1) runs.push(await run(source, { integrationId: 'watched' }));
    const alone = await run(source, { integrationId: 'watched alone', isolation: 'isolate' });
    expect(runs.map(({ isolation }) => isolation)).toEqual(['context', 'context', 'context', 'context']);
    for (const each of runs) expect(texts(each)).toEqual(texts(alone));
  });

  test('another integration has another one', async () => {
    await warmUp('var mine = 1', 'a');
    const other = await run('console.log(typeof mine)', { integrationId: 'b' });
    expect([other.isolation, ...texts(other)]).toEqual(['context', 'undefined']);
  });

  test('a new version of a script may have the old one’s', async () => {
    await warmUp('var first = 1', 'versions');
    const other = await run('console.log(typeof first)', { integrationId: 'versions' });
    expect([other.isolation, ...texts(other)]).toEqual(['warm', 'undefined']);
  });

  test('a script with a return at the top, which is a function, has one, too', async () => {
    const [, , warm] = await warmUp('var n = typeof m; var m = 1; console.log(n); return n', 'return');
    expect(texts(warm as Execution)).toEqual(['undefined']);
  });

  test.each(['context', 'isolate'] as const)(
    'a run that wants the isolation %s has none',
    async (isolation) => {
      await warmUp(';', isolation);
      expect((await run(';', { integrationId: isolation, isolation })).isolation).toBe(isolation);
    },
  );

  test('a sandbox that permits none has none, whatever a run wants', async () => {
    const strict = open({ ...careless, isolation: 'context' });
    for (let time = 0; time < 4; time += 1) {
      const input = inputOf(';', { isolation: 'warm' });
      expect((await strict.run(input, new MemoryHost())).isolation).toBe('context');
    }
  });
});
