import { describe, expect, test } from 'vitest';
import { MemoryHost, reply } from '@upshot/testing/sandbox/memory-host';
import { inputOf, runSource, sandboxForTests, texts } from '@upshot/testing/sandbox/run-source';

const sandbox = sandboxForTests();

async function printed(source: string, host?: MemoryHost): Promise<string[]> {
  const execution = await runSource(sandbox, source, host);
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  return texts(execution);
}

describe('the payload', () => {
  test('is there as activity, project and variables', async () => {
    expect(await printed('console.log(activity.id, project.id, variables.token)')).toEqual(['a1 p1 t']);
  });

  test.each([
    ['a function of the script', 'function variables() { return "mine" } console.log(variables())'],
    ['a var of the script', 'var variables = "mine"; console.log(variables)'],
    ['an assignment', 'variables = "mine"; console.log(variables)'],
    ['an assignment to the global', 'globalThis.variables = "mine"; console.log(variables)'],
  ])('gives way to %s', async (_, source) => {
    expect(await printed(source)).toEqual(['mine']);
  });

  test('is parsed once: what a script changes in it stays changed', async () => {
    expect(await printed('activity.seen = 1; console.log(activity.seen)')).toEqual(['1']);
  });
});

describe('the language', () => {
  test('allows assignments to undeclared variables, a top-level return and `this`', async () => {
    expect(await printed('resp = 1; console.log(resp, this === globalThis); return; console.log(2)')).toEqual(
      ['1 true'],
    );
  });

  test('makes variables and functions at the top global, as a script element does', async () => {
    const source = `var a = 1; function b() { return 2 } var activity; console.log(globalThis.a, this.b(), activity.id)`;
    expect(await printed(source)).toEqual(['1 2 a1']);
  });

  test('has eval and new Function, but no timers, no WebAssembly and no shared memory', async () => {
    const source = `console.log(eval('1+1'), new Function('return 3')(),
      typeof setTimeout, typeof WebAssembly, typeof SharedArrayBuffer, typeof Atomics, typeof process)`;
    expect(await printed(source)).toEqual(['2 3 undefined undefined undefined undefined undefined']);
  });

  test('runs promise jobs after the body', async () => {
    const source = 'Promise.resolve(2).then((x) => console.log(x)); console.log(1)';
    expect(await printed(source)).toEqual(['1', '2']);
  });

  test('refuses a dynamic import', async () => {
    expect(await printed('import("fs").catch((e) => console.log(e.message))')).toEqual(['Not supported']);
  });

  test('has underscore as `_`, which a script may have for itself', async () => {
    expect(await printed('console.log(_.map([1, 2], (x) => x * 2), _.VERSION)')).toEqual(['[2, 4] 1.13.8']);
    expect(await printed('const _ = 1; console.log(_)')).toEqual(['1']);
    expect(await printed('_ = 2; console.log(_)')).toEqual(['2']);
  });

  test('begins every run with a fresh context', async () => {
    await printed('globalThis.left = 1; Array.prototype.left = 1');
    expect(await printed('console.log(typeof left, typeof [].left)')).toEqual(['undefined undefined']);
  });
});

describe('storage', () => {
  const source = `const s = require('storage'); const n = (s.get('counter') || 0) + 1; s.set('counter', n); console.log(n)`;

  test('counts', async () => {
    const host = new MemoryHost();
    expect([...(await printed(source, host)), ...(await printed(source, host))]).toEqual(['1', '2']);
    expect(host.stored.get('counter')).toBe('2');
  });

  test('keeps the type of JSON values and gives null for what is missing', async () => {
    const source = `const s = require('storage'); s.set('o', { a: [1] }); s.set(7, '7'); s.set('b', false);
      console.log(s.get('o').a[0], typeof s.get('7'), s.get('b'), s.get('none')); s.remove('b'); console.log(s.get('b'));
      s.clear(); console.log(s.get('o'))`;
    expect(await printed(source)).toEqual(['1 string false null', 'null', 'null']);
  });

  test.each(['undefined', '() => 1', 'Symbol()', '1n', 'NaN', 'Infinity'])('refuses %s', async (value) => {
    const [text] = await printed(
      `try { require('storage').set('k', ${value}) } catch (e) { console.log(e instanceof TypeError, e.message) }`,
    );
    expect(text).toMatch(/^true storage\.set: .* cannot be stored/);
  });

  test.each([
    ['{ a: NaN }', 'NaN at a'],
    ['[1, [{ b: -Infinity }]]', '-Infinity at [1][0].b'],
    ['new Map([[1, 2]])', 'a Map'],
    ['{ seen: new Set() }', 'a Set at seen'],
    ['{ a: [undefined] }', 'undefined at a[0]'],
    ['{ a: { b() {} }, c: 1 }', 'a function at a.b'],
    ['{ a: Symbol() }', 'a symbol at a'],
    ['{ a: { b: 10n } }', 'a BigInt at a.b'],
    ['[/x/]', 'a RegExp at [0]'],
    ['{ last: new Error("x") }', 'an Error at last'],
    ['[{ a: 1 }, { b: new Uint8Array(2) }]', 'a Uint8Array at [1].b'],
  ])('refuses %s and names the place', async (value, what) => {
    const host = new MemoryHost();
    const source = `try { require('storage').set('k', ${value}) } catch (e) { console.log(e instanceof TypeError, e.message) }`;
    expect(await printed(source, host)).toEqual([
      `true storage.set: ${what} cannot be stored; only JSON values can`,
    ]);
    expect(host.stored.size).toBe(0);
  });

  test('keeps what JSON can hold, and what says itself how it is written', async () => {
    const host = new MemoryHost();
    await printed(
      `const s = require('storage'); const same = { n: 1 }; s.set('a', { a: [same, same, null, ''], d: new Date(0), u: undefined, o: Object.create(null), m: { toJSON: () => [1] } })`,
      host,
    );
    expect(host.stored.get('a')).toBe(
      '{"a":[{"n":1},{"n":1},null,""],"d":"1970-01-01T00:00:00.000Z","o":{},"m":[1]}',
    );
  });

  test('makes the refusal of the host an error of the script', async () => {
    const text = await printed(
      `try { require('storage').set('full', 1) } catch (e) { console.log(e.name, e.message) }`,
    );
    expect(text).toEqual(['QuotaError storage is full']);
  });

  test('is the only module', async () => {
    const [text] = await printed(`try { require('fs') } catch (e) { console.log(e.message) }`);
    expect(text).toBe('Cannot find module "fs"; the only module is "storage"');
  });
});

describe('crypto', () => {
  test('agrees with the published vectors', async () => {
    const source = `const h = crypto.createHmac('SHA256', 'foo'); h.update('bar'); console.log(h.digest('hex'));
      console.log(crypto.createHmac('sha1', 'key').update('The quick brown fox ').update('jumps over the lazy dog').digest('hex'));
      console.log(crypto.createHmac('md5', 'key').update('The quick brown fox jumps over the lazy dog').digest('base64'))`;
    expect(await printed(source)).toEqual([
      'f9320baf0249169e73850cd6156ded0106e2bb6ad8cab01b7bbbebe6d1065317',
      'de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9',
      'gAcHE0Y+d0m5DC3CSRHidQ==',
    ]);
  });

  test('takes a digest without a format as bytes when it is a key: the chain of AWS signatures', async () => {
    const source = `const hmac = (key, text, format) => { const h = crypto.createHmac('sha256', key); h.update(text); return h.digest(format) };
      const date = hmac('AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', '20150830');
      console.log(hmac(hmac(hmac(date, 'us-east-1', ''), 'iam'), 'aws4_request', 'hex'))`;
    expect(await printed(source)).toEqual([
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    ]);
  });

  test("takes a script's own text as UTF-8", async () => {
    const { createHmac } = await import('node:crypto');
    const wanted = createHmac('sha256', 'é').update('ü€').digest('hex');
    expect(await printed(`console.log(crypto.createHmac('sha256', 'é').update('ü€').digest('hex'))`)).toEqual(
      [wanted],
    );
  });

  test('names what it does not know', async () => {
    const source = `for (const f of [() => crypto.createHmac('sha512', 'k'), () => crypto.createHmac('md5'), () => crypto.createHmac('md5', 'k').digest('utf8')])
      try { f() } catch (e) { console.log(e.message) }`;
    expect(await printed(source)).toEqual([
      'crypto: unknown algorithm "sha512"; there are sha256, sha1 and md5',
      'crypto: the key must be a string',
      'crypto: unknown digest format "utf8"; there are hex, base64 and none',
    ]);
  });
});

describe('fetch', () => {
  test('waits and gives the response', async () => {
    const host = new MemoryHost();
    host.respond = () => Promise.resolve(reply(201, '{"a":"ü"}'));
    const source = `const r = fetch('https://example.com/x', { method: 'POST', headers: { 'X-A': 1 }, body: JSON.stringify({ b: 1 }), redirect: 'follow' });
      console.log(r.ok, r.status, r.statusText, r.json().a, r.text(), r.body.text(), r.body.json().a, r.headers.get('x-test'), r.headers.get('none'))`;
    expect(await printed(source, host)).toEqual(['true 201 Other ü {"a":"ü"} {"a":"ü"} ü yes null']);
    expect(host.requests).toEqual([
      {
        method: 'POST',
        url: 'https://example.com/x',
        headers: [['X-A', '1']],
        body: '{"b":1}',
        redirect: 'follow',
      },
    ]);
  });

  test('is a GET without a body when nothing else is said', async () => {
    const host = new MemoryHost();
    await printed(`fetch('u'); fetch('u', { method: undefined }); fetch('u', { body: 5 })`, host);
    expect(host.requests.map(({ method, body }) => [method, body])).toEqual([
      ['GET', undefined],
      ['GET', undefined],
      ['GET', '5'],
    ]);
  });

  test('says what becomes of a redirect', async () => {
    const host = new MemoryHost();
    await printed(
      `fetch('u', { redirect: 'manual' }); fetch('u', { redirect: 'error' }); fetch('u', { redirect: null })`,
      host,
    );
    expect(host.requests.map(({ redirect }) => redirect)).toEqual(['manual', 'error', 'follow']);
    expect(
      await printed(`try { fetch('u', { redirect: 'x' }) } catch (e) { console.log(e.message) }`),
    ).toEqual(['fetch: redirect must be "follow", "manual" or "error"']);
  });

  test('throws an error that can be caught, at the place of the call', async () => {
    const host = new MemoryHost();
    const error = { name: 'TypeError', message: 'fetch failed: no such host' };
    host.respond = () => Promise.resolve({ ok: false, error });
    expect(
      await printed(`try { fetch('u') } catch (e) { console.log(e instanceof TypeError, e.message) }`, host),
    ).toEqual(['true fetch failed: no such host']);
    const { ending } = await runSource(sandbox, `\n  fetch('u')`, host);
    expect(ending).toMatchObject({ kind: 'failed', error: { name: 'TypeError', line: 2, column: 3 } });
  });

  test.each([
    ['fetch(variables.missing)', 'fetch: the URL is undefined'],
    ['fetch(null)', 'fetch: the URL is null'],
    [`fetch('', { method: 'POST' })`, 'fetch: the URL is empty'],
  ])('%s says what it got, and no request is counted', async (call, message) => {
    const execution = await runSource(sandbox, `\n  ${call}`);
    expect(execution).toMatchObject({
      ending: { kind: 'failed', error: { name: 'TypeError', message, line: 2, column: 3 } },
      fetches: 0,
    });
  });

  test('refuses an object as a body, which would be sent as [object Object]', async () => {
    const [text] = await printed(`try { fetch('u', { body: {} }) } catch (e) { console.log(e.message) }`);
    expect(text).toContain('JSON.stringify');
  });

  test('allows so many requests and no more', async () => {
    const host = new MemoryHost();
    const input = inputOf(`for (;;) fetch('u')`, { limits: { fetches: 3 } });
    const execution = await sandbox.run(input, host);
    expect(execution).toMatchObject({ ending: { kind: 'failed' }, fetches: 3 });
    expect(host.requests).toHaveLength(3);
  });
});
