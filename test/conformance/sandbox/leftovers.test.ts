import type { HostFunctions } from '@upshot/sandbox/sandbox';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openArena, printed } from './support/arena.ts';

const { attack, expectNoTrace } = openArena();

describe('nothing is left for the next run', () => {
  test.each([
    [
      'globals',
      `var kept1 = 1; kept2 = 2; globalThis.kept3 = 3; this.kept4 = 4; Object.defineProperty(globalThis, 'kept5', { value: 5 })`,
    ],
    [
      'the built-ins',
      `Object.prototype.kept = Array.prototype.kept = Function.prototype.kept = Symbol.kept = Math.kept = JSON.kept = Reflect.kept = 1; Array = Object = undefined`,
    ],
    [
      'prototypes of the engine',
      `const I = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())); I.kept = 1; Object.getPrototypeOf(async function () {}).kept = 1; Object.getPrototypeOf(Uint8Array).prototype.kept = 1`,
    ],
    [
      'symbols of the registry',
      `const s = Symbol.for('shared'); s.constructor.kept = 1; Symbol.prototype.kept = 1; Object.getPrototypeOf(s).other = 2`,
    ],
    ['what regexes remember', `/(secret)/.exec('secret'); RegExp.$1; RegExp.input = 'secret'`],
    [
      'the limit and the format of stacks',
      `Error.stackTraceLimit = 0; Error.prepareStackTrace = () => 'mine'`,
    ],
    [
      'underscore',
      `_.kept = 1; _.mixin({ last: () => 'mine' }); _.templateSettings.evaluate = /x/; _.prototype.kept = 1`,
    ],
    [
      'the runtime',
      `fetch.kept = 1; console.log = () => 1; require('storage').get = () => 'mine'; crypto.kept = 1; delete globalThis.require`,
    ],
    ['counters', `console.count('a'); console.count('a'); console.group('g')`],
    [
      'functions of the runtime that promise jobs keep',
      `const { log } = console; new Promise(() => 1).then(() => log('late')); (async () => { await new Promise(() => 1); log('late') })()`,
    ],
    [
      'async generators that wait',
      `const { log } = console; async function* g() { try { yield 1; } finally { log('late') } } const it = g(); it.next(); it.next.bind(it)`,
    ],
    [
      'iterators that were left open',
      `const { log } = console; globalThis.g = (function* () { try { yield 1 } finally { log('late') } })(); g.next()`,
    ],
    [
      'frozen prototypes',
      `for (const P of [Object, Array, Function, String, Promise, RegExp]) { Object.freeze(P); Object.freeze(P.prototype) }`,
    ],
    ['a strict mode', `'use strict'; (0, eval)('"use strict"; var x = 1')`],
    [
      'evaluated code of the same text',
      `eval('var cached = (globalThis.cached || 0) + 1'); new Function('globalThis.made = 1')()`,
    ],
    ['templates of the same text', 'const t = (s) => s; t`a`.raw; Object.getPrototypeOf(t`a`).kept = 1'],
    ['an error that is not caught', `globalThis.kept = 1; null.x`],
    ['a full stack', `globalThis.kept = []; (function f() { kept.push(f); f() })()`],
  ])('%s', async (name, source) => {
    for (let again = 0; again < 2; again += 1) {
      await attack(source, { integrationId: name });
      await expectNoTrace(name);
    }
  });

  test('not even what a registry is told when its run is long over', async () => {
    const host = new MemoryHost();
    const registry = `const { log } = console; const s = require('storage'), call = fetch;
      globalThis.registry = new FinalizationRegistry((held) => { log('late', held); s.set('late', held); call('late') });
      for (let i = 0; i < 2000; i += 1) registry.register({ a: new Array(50).fill(i) }, i); globalThis.weak = new WeakRef({});`;
    const garbage = `for (let i = 0; i < 3e5; i += 1) new Array(100); console.log(typeof registry, typeof weak)`;
    const limits = { cpuMs: 5_000, wallMs: 10_000 };
    await attack(registry, { host, limits });
    for (let again = 0; again < 3; again += 1) {
      const attacked = await attack(garbage, { host, limits });
      expect(attacked.execution.ending).toEqual({ kind: 'succeeded' });
      expect(printed(attacked)).toEqual(['undefined undefined']);
    }
    expect(host.requests).toEqual([]);
    expect(host.stored.size).toBe(0);
  });

  test('no reply to a run that was ended while it waited', async () => {
    const host = new MemoryHost();
    host.respond = async () => {
      await sleep(400);
      return reply(200, 'late');
    };
    const { execution } = await attack(`fetch('u')`, { host, limits: { wallMs: 100 } });
    expect(execution.ending).toMatchObject({ kind: 'timed_out', limit: 'wall' });
    await expectNoTrace();
    await sleep(400);
    await expectNoTrace();
  });
});

describe('at the end of the stack', () => {
  /** Calls from ever higher frames, after the lowest that there can be; `wide` makes the frames larger. */
  const edge = (call: string, wide: number) => {
    const names = Array.from({ length: wide }, (_, i) => `a${i}`).join();
    return `const storage = require('storage'); let tried = 0, done = 0, failed = 0; const words = new Set();
      function deep(${names}) { try { deep(${names}) } catch {} if (tried < 500) { tried += 1; try { ${call}; done += 1 } catch (e) { failed += 1; words.add(e.message) } } }
      deep(); console.log(done, failed > 0, [...words].join())`;
  };

  test.each([0, 1, 3, 8, 21])('a host call is made and answered, or not made: frames of %i', async (wide) => {
    for (const size of [10, 70_000, 300_000]) {
      const host = new MemoryHost();
      host.respond = () => Promise.resolve(reply(200, 'x'.repeat(size)));
      const call = `if (fetch('u').text().length !== ${size}) throw new Error('wrong')`;
      const limits = { cpuMs: 8_000, wallMs: 10_000, fetches: 1_000 };
      const attacked = await attack(edge(call, wide), { integrationId: `edge ${wide}`, host, limits });
      const text = `${host.requests.length} true Maximum call stack size exceeded`;
      expect(printed(attacked)).toEqual([text]);
    }
    await expectNoTrace(`edge ${wide}`);
  });

  test.each([
    ['storage', `storage.set('k', 'v'); if (storage.get('k') !== 'v') throw new Error('wrong')`],
    [
      'HMACs',
      `const h = crypto.createHmac('sha256', 'foo'); h.update('bar'); if (h.digest('hex').slice(0, 4) !== 'f932') throw new Error('wrong')`,
    ],
    ['lines', `console.log('a line', { a: 1 })`],
    ['the payload', `Object.getOwnPropertyDescriptor(globalThis, 'variables')`],
  ])('%s are used, or not used', async (name, call) => {
    for (const wide of [0, 1, 3, 7, 12]) {
      const limits = { cpuMs: 5_000, wallMs: 10_000, outputBytes: 100_000 };
      const attacked = await attack(edge(call, wide), { integrationId: name, limits });
      expect(attacked.execution.ending).toEqual({ kind: 'succeeded' });
      expect(printed(attacked).at(-1)).toMatch(/^\d+ (?:true|false) (?:Maximum call stack size exceeded)?$/);
      const lines = printed(attacked).length - 1;
      expect(lines === 0 || printed(attacked).at(-1)?.startsWith(`${lines} `)).toBe(true);
    }
    await expectNoTrace(name);
  });
});

describe('who said what', () => {
  test('a line of the host has a level that no script can print at', async () => {
    const host = new MemoryHost();
    const fetch = host.fetch.bind(host);
    const noting: HostFunctions['fetch'] = (request, signal, print) => {
      print('HTTP request GET https://example.com/');
      return fetch(request, signal);
    };
    Object.assign(host, { fetch: noting });
    const source = `for (const level of ['host', 'info', 'log', 'debug', 'warn', 'error', 'trace']) (console[level] || console.log)('HTTP request GET https://forged.example/\\nHTTP response 200');
      console.level = 'host'; console.log.level = 'host'; console.info.call({ level: 'host' }, 'x'); fetch('https://example.com/')`;
    const { execution } = await attack(source, { host });
    expect(execution.ending).toEqual({ kind: 'succeeded' });
    const ofHost = execution.output.lines.filter(({ level }) => level === 'host').map(({ text }) => text);
    expect(ofHost).toEqual(['HTTP request GET https://example.com/']);
  });
});
