import { describe, expect, it } from 'vitest';
import { useScriptWorker } from './support/script-worker.ts';

const { printed, runScript } = useScriptWorker();

describe('a script is a sloppy classic script', () => {
  it('may assign to a variable that it never declared', async () => {
    expect(await printed('resp = 5; console.log(resp)')).toEqual(['5']);
  });

  it('may declare const, let, var, functions and classes at the top', async () => {
    const source = `const a = 1; let b = 2; var c = 3; function d() { return 4 } class E { f = 5 }
      console.log(a, b, c, d(), new E().f)`;
    expect(await printed(source)).toEqual(['1 2 3 4 5']);
  });

  it('calls its functions before it declares them', async () => {
    expect(await printed(`console.log(later()); function later() { return 'here' }`)).toEqual(['here']);
  });

  it('has its top-level variables and functions as properties of the global object', async () => {
    const source = `var answer = 42; function on_push() { return 'pushed' }
      console.log(globalThis.answer, this['on_' + 'push'](), (0, eval)('answer'), new Function('return answer')())`;
    expect(await printed(source)).toEqual(['42 pushed 42 42']);
  });

  it('has the global object as `this`, at the top and in plain functions', async () => {
    expect(
      await printed('console.log(this === globalThis, (function () { return this === globalThis })())'),
    ).toEqual(['true true']);
  });

  it('may leave out semicolons and begin with blanks and comments', async () => {
    expect(
      await printed('\n   \t// a comment\n   /* another */ let a = 1\n   let b = 2\n   console.log(a + b)'),
    ).toEqual(['3']);
  });

  it('may use old ways that strict mode forbids', async () => {
    const source = `var o = { x: 1 }; with (o) { console.log(x) } console.log(010, delete o.x, (function (a, a) { return a })(1, 2), arguments_())
      function arguments_() { return arguments.callee.name }`;
    expect(await printed(source)).toEqual(['1', '8 true 2 arguments_']);
  });

  it(`may ask for strict mode with 'use strict'`, async () => {
    expect(await runScript(`'use strict'; undeclared = 1`)).toMatchObject({
      outcome: 'failed',
      error: { name: 'ReferenceError', message: 'undeclared is not defined' },
    });
  });

  it('may use eval, whose variables it sees', async () => {
    expect(await printed(`eval('var made = 1'); console.log(made, eval('made + 1'))`)).toEqual(['1 2']);
  });
});

describe('the result of a script', () => {
  it.each([
    '42',
    'false',
    'undefined',
    `({ a: 1 })`,
    `Promise.resolve(1)`,
    '',
    '// nothing',
    '// \u00fc \u{1f600}',
  ])('is ignored: %j', async (source) => {
    expect(await runScript(source)).toMatchObject({ outcome: 'succeeded', printed: [], error: undefined });
  });

  it('may be returned early, from the top', async () => {
    expect(await printed(`console.log(1); if (activity) return 'done'; console.log(2)`)).toEqual(['1']);
  });
});

describe('the names a script is given', () => {
  const names = ['activity', 'project', 'variables', 'console', 'fetch', 'crypto', 'require', '_', 'URL'];
  const given = { variables: [{ name: 'token', value: 't' }] };

  it.each(names)('%s is there', async (name) => {
    expect(await printed(`console.log(typeof ${name})`, given)).not.toEqual(['undefined']);
  });

  it.each(names.flatMap((name) => ['const', 'let', 'var'].map((kind) => [name, kind] as const)))(
    '%s may be declared anew with %s',
    async (name, kind) => {
      const source = `const print = globalThis.console.log; ${kind} ${name} = 'mine'; print(${name})`;
      expect(await printed(source)).toEqual(['mine']);
    },
  );

  it.each(['activity', 'project', 'variables', 'fetch', 'crypto', '_'])(
    '%s may be the name of a function of the script',
    async (name) => {
      expect(await printed(`console.log(${name}()); function ${name}() { return 'mine' }`)).toEqual(['mine']);
    },
  );

  it('survives a var without a value, as in scripts that also run elsewhere', async () => {
    const source = `if (typeof activity === 'undefined') { var activity = require('./sample.json') }
      var variables = variables || {}
      console.log(activity.id, variables.token)`;
    expect(await printed(source, given)).toEqual(['a1 t']);
  });

  it('can be changed for a script alone: the next run has them new', async () => {
    const source = `console.log(typeof fetch); fetch = 1; delete globalThis.console`;
    expect(await printed(source)).toEqual(['function']);
    expect(await printed(source)).toEqual(['function']);
  });
});

describe('promises', () => {
  it('are kept: their callbacks run after the last line', async () => {
    const source = `Promise.resolve(2).then(console.log); (async () => { await null; console.log(3) })(); console.log(1)`;
    expect(await printed(source)).toEqual(['1', '2', '3']);
  });

  it('fail the run when a rejection is not handled', async () => {
    expect(await runScript(`Promise.reject(new Error('unheard'))`)).toMatchObject({
      outcome: 'failed',
      error: { message: 'unheard' },
    });
  });
});
