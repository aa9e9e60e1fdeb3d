import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryHost } from '@upshot/testing/sandbox/memory-host';
import { inputOf, sandboxForTests, SHORT, texts } from '@upshot/testing/sandbox/run-source';
import { DECODED, ENCODED, ENCODED_INTO, LABELS, REFUSED } from './testing/standards/encoding-cases.ts';
import { SETTER_CASES, URL_CASES } from './testing/standards/url-cases.ts';

// Many decoders, or every setter of a URL, take longer than the short limit on a busy machine.
const sandbox = sandboxForTests({ limits: { ...SHORT, cpuMs: 10_000 } });

/** Runs a script that has the cases in `activity`, and reads the JSON that it prints. */
async function evaluate(source: string, cases: unknown = null): Promise<unknown> {
  const execution = await sandbox.run(inputOf(source, { activity: JSON.stringify(cases) }), new MemoryHost());
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  return JSON.parse(texts(execution).join('\n'));
}

const ATTEMPT = 'const attempt = (read) => { try { return read() } catch (e) { return e.name } };';
const print = (expression: string) => `${ATTEMPT} console.log(JSON.stringify(${expression}))`;

describe('URL', () => {
  test('parses what the URL standard says', async () => {
    const found = await evaluate(
      print(
        `activity.map(([url, base]) => [url, base, attempt(() => new URL(url, base ?? undefined).href)])`,
      ),
      URL_CASES,
    );
    const expected = URL_CASES.map(([url, base, href]) => [url, base ?? null, href ?? 'TypeError']);
    expect(found).toEqual(expected);
  });

  test('takes assignments as the URL standard says', async () => {
    const source = print(
      `activity.map(([href, part, value]) => { const url = new URL(href); url[part] = value; return [href, part, value, url.href] })`,
    );
    expect(await evaluate(source, SETTER_CASES)).toEqual(SETTER_CASES);
  });

  test('has the parts that the platform has, for any URL', async () => {
    const urls = fc.sample(
      fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()),
      300,
    );
    const parts = [
      'href',
      'origin',
      'protocol',
      'username',
      'password',
      'host',
      'hostname',
      'port',
      'pathname',
      'search',
      'hash',
    ];
    const source = print(
      `activity.urls.map((text) => { const url = URL.parse(text, 'https://base.example/a/b'); return url && activity.parts.map((part) => url[part]) })`,
    );
    const expected = urls.map((text) => {
      const url = URL.parse(text, 'https://base.example/a/b');
      return url && parts.map((part) => url[part as 'href']);
    });
    expect(await evaluate(source, { urls, parts })).toEqual(expected);
  });

  test.each([
    ['URL.canParse("x:y") && !URL.canParse("y") && URL.canParse("y", "x://z")'],
    ['URL.parse("y") === null && URL.parse("y", "x://z") instanceof URL'],
    ['JSON.stringify({ u: new URL("http://A") }) === \'{"u":"http://a/"}\''],
    ['`${new URL("http://a")}` === "http://a/"'],
    ['Object.prototype.toString.call(new URL("x:")) === "[object URL]"'],
    ['new URL(new URL("http://a/b"), "x:").pathname === "/b"'],
    ['attempt(() => URL("http://a")) === "TypeError"'],
    ['attempt(() => URL.prototype.href) === "TypeError"'],
    ['attempt(() => { new URL("http://a").href = "b" }) === "TypeError"'],
    [
      'new (class extends URL { get tld() { return this.hostname.split(".").pop() } })("http://a.example").tld === "example"',
    ],
    [
      '(() => { const u = new URL("http://a/?x=1"); const p = u.searchParams; p.append("y", "2 &"); return u.href === "http://a/?x=1&y=2+%26" && u.searchParams === p })()',
    ],
    [
      '(() => { const u = new URL("http://a/?x=1#h"); u.searchParams.delete("x"); return u.href === "http://a/#h" })()',
    ],
    [
      '(() => { const u = new URL("http://a/"); const p = u.searchParams; u.search = "?b=%20"; return p.get("b") === " " })()',
    ],
    [
      '(() => { const u = new URL("http://a/?x"); const p = u.searchParams; u.href = "http://b/?y"; return p.has("y") && p.size === 1 })()',
    ],
  ])('%s', async (expression) => {
    expect(await evaluate(print(expression))).toBe(true);
  });

  test('says which URL is invalid', async () => {
    const message = print('(() => { try { new URL("x y", "z") } catch (e) { return e.message } })()');
    expect(await evaluate(message)).toBe('Invalid URL: "x y" with the base "z"');
  });
});

describe('URLSearchParams', () => {
  test('reads and writes any form as the platform does', async () => {
    const forms = fc.sample(fc.oneof(fc.webQueryParameters(), fc.string({ unit: 'binary' })), 300);
    const source = print(
      'activity.map((form) => { const p = new URLSearchParams(form); return [[...p], String(p)] })',
    );
    const expected = forms.map((form) => [[...new URLSearchParams(form)], String(new URLSearchParams(form))]);
    expect(await evaluate(source, forms)).toEqual(expected);
  });

  test.each([
    [
      'String(new URLSearchParams("?a=b+c&d&=e&%61=%F0%9F%92%A9%ff")) === "a=b+c&d=&=e&a=%F0%9F%92%A9%EF%BF%BD"',
    ],
    [
      'String(new URLSearchParams({ a: 1, b: null, "\\ud835x": "1", "\\ud83dx": "3" })) === "a=1&b=null&%EF%BF%BDx=3"',
    ],
    ['String(new URLSearchParams([["a", 1], new Set(["b", "c"])])) === "a=1&b=c"'],
    ['String(new URLSearchParams(new Map([["a", "b"]]))) === "a=b"'],
    ['String(new URLSearchParams(new URLSearchParams("x=1&x=2"))) === "x=1&x=2"'],
    ['[undefined, "", "?", null].map((init) => String(new URLSearchParams(init))).join() === ",,,null="'],
    [
      '[[[1]], [["a", "b", "c"]], ["ab"], { [Symbol()]: 1 }].every((init) => attempt(() => new URLSearchParams(init)) === "TypeError")',
    ],
    [
      '(() => { const p = new URLSearchParams("a=1&a=2&b=3"); p.set("a", "9"); return String(p) === "a=9&b=3" })()',
    ],
    ['(() => { const p = new URLSearchParams("a=1"); p.set("b", 2); return String(p) === "a=1&b=2" })()'],
    [
      '(() => { const p = new URLSearchParams("a=1&a=2&b=3"); p.delete("a", "2"); return String(p) === "a=1&b=3" })()',
    ],
    [
      '(() => { const p = new URLSearchParams("a=1&a=2"); return p.get("a") === "1" && p.get("z") === null && p.getAll("a").length === 2 && p.has("a", "2") && !p.has("a", "3") })()',
    ],
    [
      '(() => { const p = new URLSearchParams("z=b&a=b&z=a&a=a"); p.sort(); return String(p) === "a=b&a=a&z=b&z=a" })()',
    ],
    [
      '(() => { const p = new URLSearchParams("\\ufb03=&\\ud83c\\udf08=&e\\ufffd=&\\u00e9="); p.sort(); return [...p.keys()].join() === "e\\ufffd,\\u00e9,\\ud83c\\udf08,\\ufb03" })()',
    ],
    [
      '(() => { const p = new URLSearchParams("a=1&b=2&c=3"); const seen = []; for (const [k] of p) { seen.push(k); p.delete(k) } return seen.join() === "a,c" && String(p) === "b=2" })()',
    ],
    [
      '(() => { const p = new URLSearchParams("a=1"); const seen = []; p.forEach(function (v, k, all) { seen.push(this.x, v, k, all === p) }, { x: 7 }); return seen.join() === "7,1,a,true" })()',
    ],
    ['[...new URLSearchParams("a=1").entries().map(([k]) => k)].join() === "a"'],
    ['new URLSearchParams("a=1&b=2").size === 2'],
  ])('%s', async (expression) => {
    expect(await evaluate(print(expression))).toBe(true);
  });

  test('is a body of fetch that says its type, and nothing that storage takes for an object', async () => {
    const host = new MemoryHost();
    const source = `const body = new URLSearchParams({ a: 'b c' });
      fetch('https://example.com/', { method: 'POST', body });
      fetch(new URL('/x', 'https://example.com/'), { method: 'POST', body, headers: { 'content-type': 'x/y' } });
      const storage = require('storage');
      storage.set('url', { url: new URL('https://example.com/') });
      try { storage.set('k', { body }) } catch (e) { console.log(e.message) }
      console.log(body, [new URL('x:y'), new TextDecoder('latin1'), new TextEncoder()])`;
    const execution = await sandbox.run(inputOf(source), host);
    expect(host.requests).toMatchObject([
      { body: 'a=b+c', headers: [['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8']] },
      { url: 'https://example.com/x', body: 'a=b+c', headers: [['content-type', 'x/y']] },
    ]);
    expect(host.stored.get('url')).toBe('{"url":"https://example.com/"}');
    expect(texts(execution)).toEqual([
      'storage.set: a URLSearchParams at body cannot be stored; only JSON values can',
      'URLSearchParams "a=b+c" [URL "x:y", TextDecoder "windows-1252", TextEncoder "utf-8"]',
    ]);
  });
});

describe('TextEncoder and TextDecoder', () => {
  test('encode as the Encoding standard says', async () => {
    const source = print('activity.map(([text]) => [text, [...new TextEncoder().encode(text)]])');
    expect(await evaluate(source, ENCODED)).toEqual(ENCODED);
  });

  test('encode into a part of a buffer', async () => {
    const source = print(`activity.map(([text, capacity]) => {
      const bytes = new Uint8Array(capacity + 4).fill(0x80);
      const { read, written } = new TextEncoder().encodeInto(text, bytes.subarray(2, 2 + capacity));
      return [text, capacity, read, [...bytes.subarray(2, 2 + written)], [...bytes.subarray(2 + written)].every((b) => b === 0x80)];
    })`);
    expect(await evaluate(source, ENCODED_INTO)).toEqual(ENCODED_INTO.map((row) => [...row, true]));
  });

  test('know the labels of the standard', async () => {
    const source = print(
      'activity.map(([label]) => [label, attempt(() => new TextDecoder(label).encoding)])',
    );
    const expected = LABELS.map(([label, name]) => [label, name ?? 'RangeError']);
    expect(await evaluate(source, LABELS)).toEqual(expected);
  });

  test('decode whole and byte by byte alike', async () => {
    const source = print(`activity.map(([encoding, bytes]) => {
      const decoder = new TextDecoder(encoding);
      let text = '';
      for (const byte of bytes) text += decoder.decode(new Uint8Array([byte]), { stream: true });
      text += decoder.decode();
      return [encoding, bytes, decoder.decode(new Uint8Array(bytes)), text];
    })`);
    expect(await evaluate(source, DECODED)).toEqual(DECODED.map((row) => [...row, row[2]]));
  });

  test('refuse what is not of the encoding when asked to, and go on afterwards', async () => {
    const source = print(`activity.map(([encoding, bytes]) => {
      const decoder = new TextDecoder(encoding, { fatal: true });
      const refused = attempt(() => decoder.decode(new Uint8Array(bytes)));
      const good = encoding === 'utf-16be' ? [0, 97] : [97, 0];
      return [encoding, bytes, refused, decoder.decode(new Uint8Array(good)).replace('\\0', '')];
    })`);
    expect(await evaluate(source, REFUSED)).toEqual(REFUSED.map((row) => [...row, 'TypeError', 'a']));
  });

  test.each([
    [
      'new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array([0xef, 0xbb, 0xbf, 65])) === "\\ufeffA"',
    ],
    [
      '(() => { const d = new TextDecoder(); return [1, 2].every(() => d.decode(new Uint8Array([0xef, 0xbb, 0xbf, 65])) === "A") })()',
    ],
    [
      '(() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xef, 0xbb]), { stream: true }) + d.decode(new Uint8Array([0xbf, 65]), { stream: true }) === "A" })()',
    ],
    ['new TextDecoder().decode() === "" && new TextDecoder().decode(new ArrayBuffer(2)) === "\\0\\0"'],
    ['new TextDecoder().decode(new DataView(new TextEncoder().encode("abcd").buffer, 1, 2)) === "bc"'],
    [
      '["x", 1, null, [], {}].every((input) => attempt(() => new TextDecoder().decode(input)) === "TypeError")',
    ],
    ['attempt(() => new TextEncoder().encodeInto("x", new Int8Array(1))) === "TypeError"'],
    ['attempt(() => TextDecoder.prototype.decode.call({})) === "TypeError"'],
    [
      '(() => { const d = new TextDecoder("latin1", { fatal: 1 }); return d.fatal && !d.ignoreBOM && d.encoding === "windows-1252" })()',
    ],
  ])('%s', async (expression) => {
    expect(await evaluate(print(expression))).toBe(true);
  });
});

test('a script may make any number of decoders', async () => {
  const source = `for (let i = 0; i < 20000; i += 1) new TextDecoder().decode(new Uint8Array([65]));
    console.log(true)`;
  expect(await evaluate(source)).toBe(true);
});

test('none of them calls what a script has put in the place of built-ins', async () => {
  const source = `var calls = 0, spy = function () { calls += 1; return 1 }, { defineProperty, getOwnPropertyDescriptor } = Object;
    const types = [Array, Map, Set, WeakMap, String, Function, RegExp, Date, Object.getPrototypeOf(Uint8Array), ArrayBuffer, DataView, Error];
    const lists = types.map((type) => Reflect.ownKeys(type.prototype));
    for (let t = 0; t < types.length; t += 1) for (let k = 0; k < lists[t].length; k += 1) {
      const target = types[t].prototype, key = lists[t][k], { get, value, configurable } = getOwnPropertyDescriptor(target, key);
      if (!configurable || key === 'constructor') continue;
      if (get) defineProperty(target, key, { get: spy });
      else if (typeof value === 'function') defineProperty(target, key, { value: spy });
    }
    const url = new URL('/b?x=1', 'http://a');
    url.searchParams.append('y', '\u00e9');
    url.searchParams.sort();
    const text = new TextDecoder('latin1').decode(new TextEncoder().encode('\u00e9'));
    const copy = structuredClone({ list: [1n], date: new Date(0), bytes: new Uint8Array(2) });
    console.log(url.href, text, copy.list[0] === 1n, calls)`;
  const execution = await sandbox.run(inputOf(source), new MemoryHost());
  expect(execution.ending).toEqual({ kind: 'succeeded' });
  expect(texts(execution)).toEqual(['http://a/b?x=1&y=%C3%A9 \u00c3\u00a9 true 0']);
});

test('a script may have names of its own for them', async () => {
  const source = `function URL() { return 'mine' } var structuredClone = 1; TextDecoder = 2; class TextEncoder {} const URLSearchParams = 3;
    console.log(JSON.stringify([URL(), structuredClone, TextDecoder, typeof TextEncoder, URLSearchParams]))`;
  expect(await evaluate(source)).toEqual(['mine', 1, 2, 'function', 3]);
});
