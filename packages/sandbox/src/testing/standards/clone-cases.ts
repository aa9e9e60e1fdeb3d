/** A value, and what must be true of its `copy` and the `value` itself. */
type CloneCase = readonly [value: string, isRight: string];

/** A sample of what `structured-clone-battery-of-tests.js` of the web platform tests covers, as source text. */
export const CLONED: readonly CloneCase[] = [
  ...['undefined', 'null', 'true', '""', '"\\ud800"', '-0', 'NaN', '-Infinity', '12345678901234567890n'].map(
    (value): CloneCase => [value, 'Object.is(copy, value)'],
  ),
  ...['new Boolean(false)', 'new Number(0.2)', 'new String("\\u{1f600}")', 'Object(-1n)'].map(
    (value): CloneCase => [
      value,
      'copy !== value && typeof copy === "object" && tag(copy) === tag(value) && copy.valueOf() === value.valueOf()',
    ],
  ),
  ['new Date(8.64e15)', 'copy.getTime() === 8.64e15 && copy instanceof Date'],
  ['new Date(NaN)', 'Number.isNaN(copy.getTime())'],
  ['/a\\/b/giu', 'String(copy) === String(value) && copy.lastIndex === 0'],
  [
    '(() => { const r = /x/g; r.lastIndex = 2; r.own = 1; return r })()',
    'copy.lastIndex === 0 && !("own" in copy)',
  ],
  ['[1, , undefined, [2]]', 'copy.length === 4 && !(1 in copy) && 2 in copy && copy[3][0] === 2'],
  ['(() => { const a = new Array(5); a.own = 1; return a })()', 'copy.length === 5 && copy.own === 1'],
  ['({ a: { b: [null] }, "": 1, "__proto__x": 2 })', 'JSON.stringify(copy) === JSON.stringify(value)'],
  ['JSON.parse(\'{"__proto__":{"x":1}}\')', 'Object.keys(copy)[0] === "__proto__" && copy.x === undefined'],
  [
    '(() => { const o = {}; o.self = o; o.list = [o]; return o })()',
    'copy.self === copy && copy.list[0] === copy',
  ],
  ['(() => { const x = {}; return [x, x] })()', 'copy[0] === copy[1] && copy[0] !== value[0]'],
  [
    'Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true }, hidden: { value: 3 } })',
    'Object.keys(copy).join() === "own" && copy.inherited === undefined',
  ],
  [
    '({ get a() { return 5 }, [Symbol("s")]: 1 })',
    'Object.getOwnPropertyDescriptor(copy, "a").value === 5 && Object.getOwnPropertySymbols(copy).length === 0',
  ],
  [
    'new (class Point { x = 1; #y = 2; get y() { return this.#y } })()',
    'copy.x === 1 && Object.getPrototypeOf(copy) === Object.prototype && copy.y === undefined',
  ],
  ['Object.freeze({ a: 1 })', '!Object.isFrozen(copy)'],
  ['(function () { return arguments })(1, 2)', 'copy[1] === 2'],
  ['({ [Symbol.toStringTag]: "Date", a: 1 })', 'copy.a === 1'],
  [
    'new Map([[{ k: 1 }, new Set([1, "1"])], ["x", NaN]])',
    'copy instanceof Map && copy.size === 2 && [...copy.keys()][0].k === 1 && [...copy.values()][0].has("1")',
  ],
  ['(() => { const m = new Map(); m.set(m, m); return m })()', 'copy.get(copy) === copy'],
  ['new Set([1, { a: 1 }])', 'copy instanceof Set && [...copy][1].a === 1 && [...copy][1] !== [...value][1]'],
  [
    'new RangeError("far", { cause: { why: 1 } })',
    'copy instanceof RangeError && copy.message === "far" && copy.cause.why === 1 && copy.stack === value.stack',
  ],
  [
    'Object.assign(new Error(), { name: "Mine", own: 1 })',
    'copy.name === "Error" && !("own" in copy) && !Object.hasOwn(copy, "message")',
  ],
  [
    'new Uint8Array([1, 2, 3]).buffer',
    'copy instanceof ArrayBuffer && copy !== value && new Uint8Array(copy)[2] === 3',
  ],
  [
    'new Uint16Array(new Uint8Array([9, 1, 2, 3, 4, 9]).buffer, 2, 1)',
    'copy.length === 1 && copy.byteOffset === 2 && copy.buffer.byteLength === 6 && copy[0] === value[0]',
  ],
  [
    '[Int8Array, Uint8ClampedArray, Float32Array, Float64Array, BigInt64Array].map((type) => new type(2))',
    'copy.every((view, i) => view.constructor === value[i].constructor && view.length === 2)',
  ],
  [
    'new DataView(new ArrayBuffer(4), 1, 2)',
    'copy instanceof DataView && copy.byteOffset === 1 && copy.byteLength === 2',
  ],
  [
    '(() => { const b = new ArrayBuffer(2); return [new Uint8Array(b), new Uint8Array(b)] })()',
    'copy[0].buffer === copy[1].buffer && copy[0].buffer !== value[0].buffer',
  ],
  ['new ArrayBuffer(2, { maxByteLength: 8 })', 'copy.resizable && copy.maxByteLength === 8'],
];

/** What cannot be cloned, or not be transferred: source text of the arguments. */
export const UNCLONEABLE: readonly string[] = [
  '() => 1',
  'Symbol("s")',
  'Object(Symbol("s"))',
  '{ deep: [{ f() {} }] }',
  'class {}',
  'new WeakMap()',
  'new WeakSet()',
  'new WeakRef({})',
  'Promise.resolve()',
  '(function* () {})()',
  'new Map([[1, () => 1]])',
  'new URL("https://example.com/")',
  'new URLSearchParams()',
  'new TextDecoder()',
  'console',
  'detached',
  'new Error("x", { cause: () => 1 })',
  '1, { transfer: [1] }',
  '1, { transfer: [new Uint8Array(1)] }',
  '1, { transfer: [buffer, buffer] }',
  '1, { transfer: [detached] }',
];
