import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { underscoreCalls } from './support/underscore-calls.ts';
import { useScriptWorker } from './support/script-worker.ts';

const { printed, runScript } = useScriptWorker();

const requireOfSandbox = createRequire(new URL('../../../packages/sandbox/package.json', import.meta.url));
/** The installed underscore, outside of any sandbox. */
const underscore = requireOfSandbox('underscore') as {
  readonly functions: (of: unknown) => string[];
  VERSION: string;
};

/** What a call gives, as text; the same source does it inside and outside. */
const describeCall = `(function (call) {
  function plain(value) {
    if (typeof value === 'function') return '[function]';
    if (value === undefined || value !== value || value === Infinity || value === -Infinity) return '[' + value + ']';
    return value;
  }
  try { return JSON.stringify([call()], function (key, value) { return plain(value); }); }
  catch (e) { return e.name + ': ' + e.message; }
})`;

function outside(call: string): string {
  const describe = runInThisContext(describeCall) as (call: () => unknown) => string;
  const evaluate = runInThisContext(`(function (_) { return function () { return (${call}); }; })`) as (
    _: unknown,
  ) => () => unknown;
  return describe(evaluate(underscore));
}

describe('underscore', () => {
  it('is there without require, in the version that is installed', async () => {
    expect(await printed('console.log(typeof _, _.VERSION)')).toEqual([`function ${underscore.VERSION}`]);
  });

  it('has every function that it has outside, and noConflict as in a browser', async () => {
    const [names = ''] = await printed('console.log(_.functions(_).join())');
    const wanted = [
      ...underscore.functions(underscore).filter((name) => name !== 'default' && name !== '_'),
      'noConflict',
    ];
    expect(names.split(',').filter((name) => name !== 'default' && name !== '_')).toEqual(wanted.toSorted());
  });

  it('has a call in this table for every function', () => {
    const called = new Set(underscoreCalls.map(({ name }) => name));
    const all = underscore.functions(underscore).filter((name) => name !== 'default' && name !== '_');
    expect(all.filter((name) => !called.has(name))).toEqual([]);
  });

  it('behaves as outside, call by call', async () => {
    const rows = underscoreCalls.map(
      ({ call }) => `[${JSON.stringify(call)}, function () { return (${call}); }]`,
    );
    const source = `const describe = ${describeCall};
      for (const [call, run] of [${rows.join(',\n')}]) console.log(call + ' gives ' + describe(run))`;
    expect(await printed(source)).toEqual(
      underscoreCalls.map(({ call }) => `${call} gives ${outside(call)}`),
    );
  });

  it('is loaded for a script that only mentions it, also in text', async () => {
    expect(await printed(`console.log(eval('_' + '.VERSION') === _.VERSION)`)).toEqual(['true']);
  });

  it('wraps, chains and unwraps', async () => {
    const source = `const stooges = [{ name: 'curly', age: 25 }, { name: 'moe', age: 21 }, { name: 'larry', age: 23 }]
      console.log(_.chain(stooges).sortBy('age').map((s) => s.name + ' is ' + s.age).first().value(), _([3, 1, 2]).sortBy().join('-'))`;
    expect(await printed(source)).toEqual(['moe is 21 1-2-3']);
  });

  it('makes templates, in both ways of writing them', async () => {
    const source = `const compiled = _.template('hello: <%= name %> <%- tag %><% _.each(list, (n) => { %> <%= n %><% }) %>')
      console.log(compiled({ name: 'moe', tag: '<b>', list: [1, 2] }))
      _.templateSettings = { interpolate: /\\{\\{(.+?)\\}\\}/g }
      console.log(_.template('Pushed to {{ env }} by {{ user.name }}')({ env: 'main', user: { name: 'Ann' } }))`;
    expect(await printed(source)).toEqual(['hello: moe &lt;b&gt; 1 2', 'Pushed to main by Ann']);
  });

  it('takes functions of the script with mixin, for this run alone', async () => {
    const source = `console.log(typeof _.shout)
      _.mixin({ shout: (text) => text.toUpperCase() + '!' })
      console.log(_.shout('hey'), _('ho').shout(), _.chain('yo').shout().value())`;
    expect(await printed(source)).toEqual(['undefined', 'HEY! HO! YO!']);
    expect((await printed(source))[0]).toBe('undefined');
  });

  it.each([
    ['_.delay(f, 1)'],
    ['_.defer(f)'],
    ['_.debounce(f, 1)()'],
    ['_.throttle(f, 1, { leading: false })()'],
  ])('has no timers to wait with: %s', async (call) => {
    expect(await runScript(`const f = () => 1\n${call}`)).toMatchObject({
      outcome: 'failed',
      error: { name: 'ReferenceError', message: 'setTimeout is not defined', line: 2 },
    });
  });
});
