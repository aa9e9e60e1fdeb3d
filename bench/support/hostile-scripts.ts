/** One script of each class of the corpus in `test/conformance/sandbox`, by name. */
export const hostileScripts: readonly (readonly [name: string, source: string])[] = [
  ['an endless loop', 'for (;;);'],
  ['a loop in a built-in', `Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)`],
  ['a regex that backtracks', `/^(a+)+$/.test('a'.repeat(60) + 'b')`],
  ['promise jobs', 'const f = () => Promise.resolve().then(f); f()'],
  ['an allocation bomb', 'const k = []; for (;;) k.push(new Array(1e4).fill(1.5))'],
  ['a bomb of buffers', 'const k = []; for (;;) k.push(new Uint8Array(1e6).fill(1))'],
  ['a line that kills its slot', `'a'.repeat(2 ** 28).split('')`],
  ['a flood of output', `const x = 'x'.repeat(1e4); for (;;) console.log(x)`],
  ['a flood of fetches', `for (;;) { try { fetch('https://example.com/') } catch {} }`],
  [
    'a flood of storage',
    `const s = require('storage');
     for (let i = 0; ; i += 1) { try { s.set('k' + (i % 50), 'x'.repeat(6e4)) } catch {} }`,
  ],
];
