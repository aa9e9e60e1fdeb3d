import { expect, test } from 'vitest';
import { createSandbox } from '../../packages/sandbox/src/sandbox.ts';
import { MemoryHost, reply } from '../../packages/sandbox/src/testing/memory-host.ts';
import { inputOf, texts } from '../../packages/sandbox/src/testing/run-source.ts';

const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));
const short = (x: any) => {
  const s = JSON.stringify(x, (k, v) =>
    typeof v === 'string' && v.length > 300 ? v.slice(0, 150) + `…[${v.length}]` : v,
  );
  return s;
};
const sum = (e: any) =>
  short({
    ending: e.ending,
    lines: e.output.lines.slice(-4).map((l: any) => l.text),
    om: [e.output.omittedLines, e.output.omittedBytes],
    wall: Math.round(e.wallMs),
    cpu: Math.round(e.cpuMs),
    pid: e.slotPid,
  });

async function withBox(opts: any, f: (s: any) => Promise<void>) {
  const s = createSandbox({ warmSlots: 1, maxRunning: 1, limits: { wallMs: 6000, cpuMs: 2000 }, ...opts });
  try {
    await f(s);
  } finally {
    await s.close();
  }
}

test('forged timeout', () =>
  withBox({ limits: { wallMs: 20000, cpuMs: 500 } }, async (s) => {
    const host = new MemoryHost();
    host.respond = async () => {
      await sleep(900);
      return reply(200, 'ok');
    };
    console.log(
      'forged timeout:',
      sum(
        await s.run(
          inputOf(`fetch('http://x'); Promise.reject(new Error('Script execution timed out.'))`),
          host,
        ),
      ),
    );
    console.log(
      'forged, own throw of proxy fn:',
      sum(
        await s.run(
          inputOf(
            `fetch('http://x'); throw new Proxy(function(){}, {getOwnPropertyDescriptor(){ throw new Error('Script execution timed out.') }})`,
          ),
          host,
        ),
      ),
    );
  }));

test('huge rejection', () =>
  withBox({}, async (s) => {
    const host = new MemoryHost();
    const t = performance.now();
    let e = await s.run(inputOf(`Promise.reject(new Error('x'.repeat(20e6)))`), host);
    console.log(
      'reject 20MB:',
      sum(e),
      'message length',
      e.ending.error?.message?.length,
      'stack',
      e.ending.error?.stack?.length,
      Math.round(performance.now() - t),
    );
    e = await s.run(inputOf(`Promise.reject('x'.repeat(30e6))`), host);
    console.log('reject 30MB string:', sum(e));
    e = await s.run(inputOf(`Promise.reject(new Error('x'.repeat(60e6)))`), host);
    console.log('reject 60MB:', sum(e));
    e = await s.run(inputOf(`Promise.reject(new Error('\\n    at hook.js:'.repeat(1e6)))`), host);
    console.log('reject frames:', sum(e));
  }));

test('line overflow', () =>
  withBox({}, async (s) => {
    const host = new MemoryHost();
    console.log(
      'line:',
      sum(
        await s.run(
          inputOf(
            `const e = new Error('m'); e.stack = 'Error: m\\n    at f (hook.js:99999999999999:5)'; throw e`,
          ),
          host,
        ),
      ),
    );
    console.log(
      'line inf:',
      sum(
        await s.run(
          inputOf(
            `const e = new Error('m'); e.stack = 'Error: m\\n    at f (hook.js:' + '9'.repeat(400) + ':5)'; throw e`,
          ),
          host,
        ),
      ),
    );
  }));

test('omitted bytes over 2^31 in default limits', () =>
  withBox({ limits: {} }, async (s) => {
    const host = new MemoryHost();
    const e = await s.run(inputOf(`const s='\\u4e00'.repeat(43600); for(;;) console.log(s)`), host);
    console.log('omitted:', e.output.omittedBytes, e.output.omittedBytes > 2 ** 31, sum(e).slice(0, 200));
  }));

test('finalization registry crosses runs', () =>
  withBox({ limits: { wallMs: 3000, cpuMs: 1500 } }, async (s) => {
    const host = new MemoryHost();
    const src1 = `globalThis.r = new FinalizationRegistry((v) => { console.log('LATE', v); try { require('storage').set('late', v) } catch (e) { console.log('LATEERR ' + e.message) } });
    for (let i = 0; i < 20000; i++) r.register({ i }, i); let k = []; for (let i = 0; i < 2e5; i++) { k.push([i]); if (i % 1000 === 0) k = []; } console.log('one');`;
    for (let i = 0; i < 6; i++) {
      const e = await s.run(
        inputOf(
          i % 2 === 0
            ? src1
            : `let k = []; for (let i = 0; i < 2e5; i++) { k.push([i]); if (i % 1000 === 0) k = []; } console.log('two')`,
        ),
        host,
      );
      console.log('fin', i, sum(e), [...host.stored].length);
      await sleep(200);
    }
  }));

test('lingering memory of run one', () =>
  withBox({ limits: { wallMs: 10000, cpuMs: 5000, memoryMb: 128 } }, async (s) => {
    const host = new MemoryHost();
    const keep = (mb: number) =>
      `globalThis.keep = []; for (let i = 0; i < ${mb}; i++) keep.push(new Array(131072).fill(i)); console.log('kept ${mb}')`;
    console.log('mem alone', sum(await s.run(inputOf(keep(95), { integrationId: 'alone' }), host)));
    for (const mb of [55, 95, 55, 95])
      console.log('mem', mb, sum(await s.run(inputOf(keep(mb), { integrationId: 'm' }), host)));
  }));

test('dispose cost charged to next tenant', () =>
  withBox({ limits: { wallMs: 10000, cpuMs: 5000, memoryMb: 128 } }, async (s) => {
    const host = new MemoryHost();
    const e1 = await s.run(
      inputOf(
        `globalThis.keep = {}; let n = 0; try { for (;;) { keep['k' + n] = { n, a: {} , s: 'x' + n}; if (++n > 250000) break } } catch {} console.log(n)`,
        { integrationId: 'a' },
      ),
      host,
    );
    const t = performance.now();
    const e2 = await s.run(inputOf(`console.log('b')`, { integrationId: 'b' }), host);
    console.log('dispose:', sum(e1), 'next tenant wall', Math.round(performance.now() - t), sum(e2));
  }));

test('prototype games', () =>
  withBox({}, async (s) => {
    const host = new MemoryHost();
    const evil = [
      `Error.prepareStackTrace = (e, sites) => { const f = []; for (const x of sites) { f.push([x.getFunctionName(), typeof x.getThis(), typeof x.getFunction(), x.getFileName(), String(x.getEvalOrigin())]) } globalThis.seen = f; return 'S' }; try { fetch(Symbol()) } catch (e) { e.stack } try { require('storage').set('a', 1n) } catch (e) { e.stack } console.log(JSON.stringify(seen))`,
      `Object.defineProperty(Error, 'stackTraceLimit', { get() { throw 'lim' } }); try { require('x') } catch (e) { console.log(String(e)) }`,
      `Object.defineProperty(Object.prototype, 'constructor', { get() { return Function } }); Object.defineProperty(Object.prototype, 'cause', { get() { console.log('cause'); return 1 } }); console.log({ a: 1 }, new Error('x'))`,
      `class E extends Error { get message() { for (let i = 0; i < 3; i++) fetch('http://getter'); return 'got' } get name() { return { toString() { return 'N'.repeat(1e6) } } } } throw new E('x')`,
      `Object.defineProperty(globalThis, 'activity', { get() { return 'forged' } }); console.log(activity, variables, project)`,
      `import('fs').then((x) => console.log(Object.keys(x)), (e) => console.log('import refused ' + e))`,
      `console.log(typeof Atomics, typeof SharedArrayBuffer, typeof WebAssembly, typeof globalThis.ivm, typeof $262, Object.getOwnPropertyNames(globalThis).filter(k => !/^[A-Z]/.test(k)).join())`,
      `const f = new Proxy(function(){}, { getOwnPropertyDescriptor() { throw 7 }, ownKeys() { throw 8 }, get() { throw 9 } }); try { console.log(f) } catch (e) { console.log('caught', e) } throw f`,
      `Promise.prototype.then = null; Function.prototype[Symbol.hasInstance] = null; Array.prototype.toJSON = () => 'x'; Object.prototype.toJSON = () => 'y'; require('storage').set('k', { a: [1] }); console.log(require('storage').get('k'))`,
      `String.prototype.toString = String.prototype.valueOf = () => 'evil'; Symbol.toPrimitive in {}; Object.prototype[Symbol.toPrimitive] = () => 'prim'; console.log(1, { a: 2 }); console.count({}); fetch('http://y', { headers: { a: {} } })`,
      `const big = 'x'.repeat(2 ** 29 - 24); try { console.log(big.length); console.log(big); require('storage').get(big) } catch (e) { console.log(e.name + e.message) }`,
      `const big = 'x'.repeat(5e7); for (const f of [() => fetch(big), () => require('storage').get(big), () => crypto.createHmac('sha256', big).update(big).digest('hex'), () => console.count(big), () => require(big), () => crypto.createHmac(big, 'k')]) try { f(); console.log('ok') } catch (e) { console.log(e.name, e.message.length) }`,
      `for (let i = 0; i < 1e6; i++) crypto.createHmac('sha256', 'k' + i); console.log('made')`,
      `globalThis.__proto__ = null; Object.setPrototypeOf(Object.prototype, new Proxy({}, { get() { throw 1 } }))`,
      `Object.freeze(Object.prototype); Object.freeze(globalThis); console.log(activity)`,
      `finish = 1; (function f() { try { f() } finally { try { f() } catch {} } })()`,
      `const { constructor: AF } = Object.getPrototypeOf(async function () {}); new AF('for(;;){ await 1 }')()`,
      `(function r() { Promise.resolve().then(r) })()`,
      `const o = {}; o[Symbol.toStringTag] = 'Map'; console.log(o); const a = []; a[2**32 - 2] = 1; console.log(a); console.log(new Proxy([], { get(t, k) { return k === 'length' ? 2 ** 53 : 1 }, getOwnPropertyDescriptor() { return { value: 'v'.repeat(1e5), configurable: true, enumerable: true } } }).length)`,
    ];
    for (const src of evil)
      console.log(
        'EVIL',
        src.slice(0, 70),
        '=>',
        sum(await s.run(inputOf(src, { limits: { wallMs: 3000, cpuMs: 1000 } } as any), host)).slice(0, 900),
      );
    const after = await s.run(inputOf(`console.log('fine', typeof keep, typeof seen)`), host);
    console.log('AFTER', sum(after), 'requests', host.requests.length);
  }));

test('parent stall', () =>
  withBox({ limits: { wallMs: 8000, cpuMs: 3000 } }, async (s) => {
    const host = new MemoryHost();
    const stall = async (name: string, src: string) => {
      let max = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        const n = performance.now();
        max = Math.max(max, n - last - 5);
        last = n;
      }, 5);
      const before = process.cpuUsage();
      const rss = process.memoryUsage.rss();
      let peak = rss;
      const p2 = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss());
      }, 20);
      const e = await s.run(inputOf(src), host);
      clearInterval(timer);
      clearInterval(p2);
      const u = process.cpuUsage(before);
      console.log(
        'STALL',
        name,
        'max loop delay',
        Math.round(max),
        'parent cpu ms',
        Math.round((u.user + u.system) / 1000),
        'rss +MB',
        Math.round((peak - rss) / 2 ** 20),
        sum(e).slice(0, 200),
      );
    };
    await stall('storage.get 11M', `const k = '\\u4e00'.repeat(11e6); for (;;) require('storage').get(k)`);
    await stall('storage small loop', `for (;;) require('storage').get('k')`);
    await stall(
      'fetch url 40M',
      `const k = 'x'.repeat(40e6); for (let i = 0; i < 20; i++) fetch('http://127.0.0.1/' + k)`,
    );
    await stall(
      'print flush',
      `const s='\\u4e00'.repeat(43600); for(;;) { console.log(s); require('storage').get('k') }`,
    );
    await stall('empty lines', `for(;;) console.log('')`);
  }));
