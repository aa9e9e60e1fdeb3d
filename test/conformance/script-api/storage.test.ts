import { describe, expect, it } from 'vitest';
import { useScriptWorker } from './support/script-worker.ts';

const { addIntegration, printed, runScript } = useScriptWorker();

const use = `var storage = require('storage');\n`;

describe('storage', () => {
  it('counts, as documented: 1, 2, 3', async () => {
    const run = await addIntegration();
    const counter = `${use} var counter = storage.get('counter') || 0; storage.set('counter', counter + 1); console.log(counter + 1)`;
    const runs = [await run(counter), await run(counter), await run(counter)];
    expect(runs.map(({ printed }) => printed)).toEqual([['1'], ['2'], ['3']]);
  });

  it('gives null for a key that is missing', async () => {
    expect(await printed(`${use} console.log(storage.get('none'), storage.get('constructor'))`)).toEqual([
      'null null',
    ]);
  });

  it('does nothing when a missing key is removed', async () => {
    expect(await printed(`${use} console.log(storage.remove('none'), storage.get('none'))`)).toEqual([
      'undefined null',
    ]);
  });

  it('removes one key, and clears all', async () => {
    const run = await addIntegration();
    await run(`${use} storage.set('a', 1); storage.set('b', 2); storage.set('c', 3); storage.remove('a')`);
    const show = `${use} console.log(storage.get('a'), storage.get('b'), storage.get('c'))`;
    expect((await run(show)).printed).toEqual(['null 2 3']);
    await run(`${use} storage.clear(); storage.set('c', 4)`);
    expect((await run(show)).printed).toEqual(['null null 4']);
  });

  it('shows a run its own writes at once', async () => {
    const source = `${use} storage.set('a', 1); storage.set('a', 2); console.log(storage.get('a')); storage.clear(); console.log(storage.get('a'))`;
    expect(await printed(source)).toEqual(['2', 'null']);
  });

  it('keeps what a script wrote before it failed', async () => {
    const run = await addIntegration();
    await run(`${use} storage.set('a', 'kept'); throw 'later'`);
    expect((await run(`${use} console.log(storage.get('a'))`)).printed).toEqual(['kept']);
  });

  it('keeps what a script wrote before it reached a limit', async () => {
    const run = await addIntegration();
    const { outcome } = await run(
      `${use} storage.set('a', 'kept'); const list = []; for (;;) list.push(list.slice())`,
    );
    expect(outcome).not.toBe('succeeded');
    expect((await run(`${use} console.log(storage.get('a'))`)).printed).toEqual(['kept']);
  });

  it('changes all or nothing when values that belong together are one key that is set last', async () => {
    const run = await addIntegration();
    const script = (fails: boolean) =>
      `${use} const state = storage.get('state') || { n: 0, last: null }; state.n += 1; state.last = 'x'; if (${fails}) throw 'before'; storage.set('state', state); console.log(state.n)`;
    await run(script(false));
    await run(script(true));
    expect((await run(script(false))).printed).toEqual(['2']);
  });

  it('keeps what an earlier version of the script wrote', async () => {
    const run = await addIntegration();
    await run(`${use} storage.set('version', 1)`);
    expect((await run(`${use} // another version\nconsole.log(storage.get('version'))`)).printed).toEqual([
      '1',
    ]);
  });

  it('is seen by the integration alone', async () => {
    const [one, other] = [await addIntegration(), await addIntegration()];
    await one(`${use} storage.set('a', 'of one'); storage.set('b', 'of one')`);
    await other(`${use} console.log(storage.get('a')); storage.set('a', 'of other'); storage.clear()`);
    expect((await one(`${use} console.log(storage.get('a'), storage.get('b'))`)).printed).toEqual([
      'of one of one',
    ]);
    expect((await other(`${use} console.log(storage.get('a'))`)).printed).toEqual(['null']);
  });

  it('gives a copy: changing it changes nothing that is stored', async () => {
    const source = `${use} const o = { n: 1 }; storage.set('o', o); o.n = 2; storage.get('o').n = 3; console.log(storage.get('o').n)`;
    expect(await printed(source)).toEqual(['1']);
  });
});

describe('a key of the storage', () => {
  it.each([
    `''`,
    `'with blanks and ümlauts'`,
    `'\u{1f600}'`,
    `'__proto__'`,
    `'constructor'`,
    `'toString'`,
    `'a.b/c:d'`,
    `'\\0'`,
    `'\\ud800'`,
    `'"quoted\\\\'`,
    `'\\n'`,
    `'x'.repeat(512)`,
  ])('may be %s, now and in the next run', async (key) => {
    const run = await addIntegration();
    const first = await run(
      `${use} storage.set(${key}, 'here'); console.log(storage.get(${key}), storage.get('another'))`,
    );
    expect(first.printed).toEqual(['here null']);
    const second = await run(
      `${use} console.log(storage.get(${key})); storage.remove(${key}); console.log(storage.get(${key}))`,
    );
    expect(second.printed).toEqual(['here', 'null']);
  });

  it.each([
    ['7', '7'],
    ['-0', '0'],
    ['1.5e21', '1.5e+21'],
    ['true', 'true'],
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['[1, 2]', '1,2'],
  ])('that is %s is the text %s', async (key, text) => {
    expect(await printed(`${use} storage.set(${key}, 'here'); console.log(storage.get('${text}'))`)).toEqual([
      'here',
    ]);
  });
});

describe('a value of the storage', () => {
  it.each([
    [`'text'`, '"text"'],
    [`''`, '""'],
    [`'1'`, '"1"'],
    ['1', '1'],
    ['0', '0'],
    ['-1.5e-7', '-1.5e-7'],
    ['true', 'true'],
    ['false', 'false'],
    ['null', 'null'],
    ['[]', '[]'],
    ['({ a: [1, { b: null }] })', '{"a": [1, {"b": null}]}'],
    [`'\\0\\ud800\u{1f600}'`, '"\\u0000\\ud800\u{1f600}"'],
    ['9007199254740993', '9007199254740992'],
    [`({ ['__proto__']: 1 })`, '{"__proto__": 1}'],
  ])('comes back with its type: %s', async (value, shown) => {
    const run = await addIntegration();
    await run(`${use} storage.set('k', ${value})`);
    expect((await run(`${use} console.log([storage.get('k')])`)).printed).toEqual([`[${shown}]`]);
  });

  it.each([
    ['a Date, its ISO text', 'new Date(0)', '"1970-01-01T00:00:00.000Z"'],
    ['an undefined property, left out', '({ a: undefined, c: 1 })', '{"c": 1}'],
    ['what toJSON says', '({ toJSON: () => ({ mine: 1 }) })', '{"mine": 1}'],
    ['minus zero, zero', '-0', '0'],
  ])('comes back as JSON has it: of %s', async (_, value, shown) => {
    expect(await printed(`${use} storage.set('k', ${value}); console.log([storage.get('k')])`)).toEqual([
      `[${shown}]`,
    ]);
  });

  it.each([
    ['undefined', 'TypeError', 'storage.set: undefined cannot be stored; only JSON values can'],
    ['() => 1', 'TypeError', 'storage.set: a function cannot be stored; only JSON values can'],
    [`Symbol('s')`, 'TypeError', 'storage.set: a symbol cannot be stored; only JSON values can'],
    ['10n', 'TypeError', 'storage.set: a BigInt cannot be stored; only JSON values can'],
    ['NaN', 'TypeError', 'storage.set: NaN cannot be stored; only JSON values can'],
    ['-Infinity', 'TypeError', 'storage.set: -Infinity cannot be stored; only JSON values can'],
    ['({ big: 10n })', 'TypeError', 'storage.set: a BigInt at big cannot be stored; only JSON values can'],
    ['({ a: [NaN] })', 'TypeError', 'storage.set: NaN at a[0] cannot be stored; only JSON values can'],
    ['[undefined]', 'TypeError', 'storage.set: undefined at [0] cannot be stored; only JSON values can'],
    ['({ b() {} })', 'TypeError', 'storage.set: a function at b cannot be stored; only JSON values can'],
    [
      '({ seen: new Map([[1, 2]]) })',
      'TypeError',
      'storage.set: a Map at seen cannot be stored; only JSON values can',
    ],
    ['new Set([1])', 'TypeError', 'storage.set: a Set cannot be stored; only JSON values can'],
    ['({ get a() { throw new RangeError("mine") } })', 'RangeError', 'mine'],
  ])('cannot be %s, and the old value stays', async (value, name, message) => {
    const source = `${use} storage.set('k', 'old'); try { storage.set('k', ${value}) } catch (e) { console.log(e.name, e.message) }
      console.log(storage.get('k'))`;
    expect(await printed(source)).toEqual([`${name} ${message}`, 'old']);
  });

  it('cannot be cyclic', async () => {
    const source = `${use} const a = {}; a.a = a; try { storage.set('k', a) } catch (e) { console.log(e.name, e.message.split('\\n')[0]) }`;
    expect(await printed(source)).toEqual(['TypeError Converting circular structure to JSON']);
  });
});

describe('the storage of an integration is bounded', () => {
  it('a key has 512 characters at most', async () => {
    const { error } = await runScript(`${use}\nstorage.set('x'.repeat(513), 1)`);
    expect(error).toMatchObject({
      name: 'RangeError',
      message: 'a storage key may have 512 characters, this one has 513',
      line: 3,
    });
  });

  it('a value has 65,536 characters of JSON at most', async () => {
    const fits = `${use} storage.set('k', 'x'.repeat(65534)); console.log(storage.get('k').length)`;
    expect(await printed(fits)).toEqual(['65534']);
    const { error } = await runScript(`${use}\nstorage.set('k', 'x'.repeat(65535))`);
    expect(error).toMatchObject({
      name: 'QuotaExceededError',
      message: 'a storage value may have 65536 characters as JSON, this one has 65537',
      line: 3,
    });
  });

  it('there are 1,000 keys at most, and a full storage can still be changed and emptied', async () => {
    const source = `${use} for (let i = 0; i < 1000; i++) storage.set(i, i)
      try { storage.set('one more', 1) } catch (e) { console.log(e.name, e.message) }
      storage.set(5, 'changed'); storage.remove(6); storage.set('one more', 1)
      console.log(storage.get(5), storage.get(6), storage.get('one more'))`;
    expect(await printed(source)).toEqual([
      'QuotaExceededError the storage of an integration may have 1000 keys',
      'changed null 1',
    ]);
  });

  it('there are 1,048,576 characters in all at most, over the runs', async () => {
    const run = await addIntegration();
    await run(`${use} for (let i = 0; i < 10; i++) storage.set(i, 'x'.repeat(65000))`);
    const second = `${use} try { for (let i = 10; i < 20; i++) storage.set(i, 'x'.repeat(65000)) } catch (e) { console.log(e.name, e.message) }
      console.log(storage.get(15) !== null, storage.get(16))`;
    expect((await run(second)).printed).toEqual([
      'QuotaExceededError the storage of an integration may have 1048576 characters in all',
      'true null',
    ]);
  });

  it('a run makes 10,000 calls at most', async () => {
    const { error } = await runScript(`${use} for (;;) storage.get('k')`);
    expect(error).toMatchObject({ name: 'RangeError', message: 'storage: a run may make 10000 calls' });
  });
});

describe('require', () => {
  it('gives the same storage each time', async () => {
    expect(
      await printed(
        `console.log(require('storage') === require('storage'), Object.keys(require('storage')))`,
      ),
    ).toEqual(['true ["get", "set", "remove", "clear"]']);
  });

  it.each([`'fs'`, `'underscore'`, `'crypto'`, `'./storage'`, `'Storage'`, `''`, 'undefined', `'node:http'`])(
    'knows no module %s, and says which it knows',
    async (name) => {
      const shown = name === 'undefined' ? name : name.slice(1, -1);
      const { outcome, error } = await runScript(`\nvar m = require(${name})`);
      expect({ outcome, error }).toMatchObject({
        outcome: 'failed',
        error: { message: `Cannot find module "${shown}"; the only module is "storage"`, line: 2, column: 9 },
      });
    },
  );
});
