import { describe, expect, it } from 'vitest';
import { useScriptWorker } from './support/script-worker.ts';

const { printed, runScript } = useScriptWorker();

describe('what a script throws fails its run', () => {
  it.each([
    [`throw 'Failed'`, 'Error', 'Failed'],
    [`throw ''`, 'Error', ''],
    ['throw 42', 'Error', '42'],
    ['throw null', 'Error', 'null'],
    ['throw undefined', 'Error', 'undefined'],
    ['throw { code: 7 }', 'Error', '{"code": 7}'],
    [`throw { name: 'Mine', message: 'with a message' }`, 'Mine', 'with a message'],
    [`throw new Error('bad')`, 'Error', 'bad'],
    [`throw Error('bad')`, 'Error', 'bad'],
    [`throw new TypeError('bad type')`, 'TypeError', 'bad type'],
    [
      `class DeployError extends Error { constructor(m) { super(m); this.name = 'DeployError' } } throw new DeployError('no routes')`,
      'DeployError',
      'no routes',
    ],
    [
      `function Old(m) { this.message = m } Old.prototype = new Error(); Old.prototype.name = 'Old'; throw new Old('old style')`,
      'Old',
      'old style',
    ],
    ['undefinedFunction()', 'ReferenceError', 'undefinedFunction is not defined'],
    ['const c = 1; c = 2', 'TypeError', 'Assignment to constant variable.'],
    [
      'activity.payload.deployment',
      'TypeError',
      `Cannot read properties of undefined (reading 'deployment')`,
    ],
    ['null.x', 'TypeError', `Cannot read properties of null (reading 'x')`],
    [
      `JSON.parse('{bad')`,
      'SyntaxError',
      `Expected property name or '}' in JSON at position 1 (line 1 column 2)`,
    ],
    ['(function f() { f() })()', 'RangeError', 'Maximum call stack size exceeded'],
    ['fetch(SLACK_URL)', 'ReferenceError', 'SLACK_URL is not defined'],
  ])('%s', async (source, name, message) => {
    expect(await runScript(source)).toMatchObject({ outcome: 'failed', error: { name, message } });
  });

  it('has no place when it is not an Error: JavaScript keeps none', async () => {
    const { error } = await runScript(`\n\nthrow 'Failed'`);
    expect(error).toMatchObject({ stack: 'Error: Failed', line: null, column: null });
  });

  it('may be caught, and then fails nothing', async () => {
    expect(
      await printed(
        `try { throw 'x' } catch (e) { console.log('caught', e) } finally { console.log('at last') }`,
      ),
    ).toEqual(['caught x', 'at last']);
  });
});

describe("an error has the script's own file, line and column", () => {
  it.each([
    ['on the first line', 'const o = null; o.x;', 1, 19],
    ['on a later line', '\n\n  missing()', 3, 3],
    ['after a comment of several lines', '/*\n\n*/ missing()', 3, 4],
    ['with lines that end as on Windows', 'let a\r\nlet b\r\n  missing()', 3, 3],
    ['after a tab', '\tmissing()', 1, 2],
    ['after text outside of ASCII', `'üß'; missing()`, 1, 7],
    ['inside a template literal', '`\n${missing}`', 2, 3],
    ['in a callback of forEach', '[1].forEach(function (n) {\n  missing(n)\n})', 2, 3],
    ['in a callback of underscore', '_.each([1], (n) => {\n  missing(n)\n})', 2, 3],
    ['in a callback of sort', '[1, 2].sort((a, b) => missing)', 1, 23],
    ['in a callback of replace', `'a'.replace(/a/, () => missing)`, 1, 24],
    ['in a reviver of JSON.parse', `JSON.parse('[1]', () => missing)`, 1, 25],
    ['in a getter', '({ get a() {\n  missing()\n} }).a', 2, 3],
    ['in a promise', 'Promise.resolve().then(() => {\n  missing()\n})', 2, 3],
    ['in an async function', '(async () => {\n  await null\n  missing()\n})()', 3, 3],
    ['in a generator', '[...(function* () {\n  missing()\n  yield 1\n})()]', 2, 3],
    ['where a class is made', 'class A {\n  constructor() { missing() }\n}\nnew A()', 2, 19],
    ['where it was made, not where it was thrown', 'const e = new Error("early")\n\nthrow e', 1, 11],
    ['in a script with a return at the top', 'if (!activity) return\nmissing()', 2, 1],
    ['in a script that names itself otherwise', 'missing() //# sourceURL=other.js', 1, 1],
    ['around eval', `\neval('missing()')`, 2, 1],
  ])('%s', async (_, source, line, column) => {
    const { outcome, error } = await runScript(source);
    expect({ outcome, error }).toMatchObject({ outcome: 'failed', error: { line, column } });
    expect(error?.stack).toContain(`script.js:${line}:${column}`);
  });

  it('has the frames of the script, and no others', async () => {
    const source = `function inner() {\n  throw new Error('deep')\n}\nfunction outer() {\n  [1].map(inner)\n}\nouter()`;
    expect((await runScript(source)).error?.stack).toBe(
      'Error: deep\n    at inner (script.js:2:9)\n    at outer (script.js:5:7)\n    at script.js:7:1',
    );
  });

  it.each([
    `throw new Error('outer', { cause: new Error('root reason') })`,
    `(async () => { throw new Error('outer', { cause: new Error('root reason') }) })()`,
  ])('has its cause below its stack: %s', async (source) => {
    const { error } = await runScript(source);
    expect(error?.message).toBe('outer');
    expect(error?.stack).toMatch(
      /^Error: outer\n.*script\.js:1:\d+.* \{\n {2}\[cause\]: Error: root reason\n/s,
    );
  });

  it('has the place of the call when storage, fetch, crypto or require refuse', async () => {
    const places = [];
    for (const call of [
      `require('fs')`,
      `crypto.createHmac('x', 'k')`,
      `fetch('nowhere')`,
      `require('storage').set('k')`,
    ]) {
      const { error } = await runScript(`function mine() {\n  ${call}\n}\nmine()`);
      places.push([error?.line, error?.stack?.split('\n').slice(1).length]);
    }
    expect(places).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
  });
});

describe('a syntax error fails the run before anything of it has happened', () => {
  it.each([
    ['let x = ;', `Unexpected token ';'`, 1, 9],
    ['console.log(1)\n\nconst a = 1;;\n}', `Unexpected token '}'`, 4, 1],
    ['if (', 'Unexpected end of input', 1, 5],
    [`console.log('never closed)`, 'Invalid or unexpected token', 1, 13],
    ['let a = 1\nlet a = 2', `Identifier 'a' has already been declared`, 2, 5],
    ['return 1})();(function(){', `Unexpected token '}'`, 1, 9],
    ['\u201cquoted\u201d', 'Invalid or unexpected token', 1, 1],
    ['\n\tlet a = \u2018text\u2019', 'Invalid or unexpected token', 2, 10],
  ])('%j', async (source, message, line, column) => {
    expect(await runScript(source)).toMatchObject({
      outcome: 'failed',
      printed: [],
      error: {
        name: 'SyntaxError',
        message,
        line,
        column,
        stack: `SyntaxError: ${message}\n    at script.js:${line}:${column}`,
      },
    });
  });

  it('can be caught when it comes from eval', async () => {
    expect(await printed(`try { eval('let x = ;') } catch (e) { console.log(e.name) }`)).toEqual([
      'SyntaxError',
    ]);
  });
});
