import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonTree, type JsonNode } from './json-tree.ts';

function write(node: JsonNode): string {
  if (!('entries' in node)) return node.raw;
  const parts = node.entries.map(({ name, node: child }) =>
    node.kind === 'object' ? `${JSON.stringify(name)}:${write(child)}` : write(child),
  );
  return node.kind === 'object' ? `{${parts.join(',')}}` : `[${parts.join(',')}]`;
}

test('any JSON reads as it is written', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(write(readJsonTree(text)))).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  '{"big":12345678901234567890,"small":1e-400,"zero":-0,"point":1.0}',
  '{"b":1,"a":2,"b":3,"1":4,"0":5}',
  '{"":{"":[]},"x":"\\u0000\\"\\\\"}',
])('digits, order and repeated names of %s are kept', (text) => {
  expect(write(readJsonTree(text))).toBe(text);
});

test('deep nesting is read', () => {
  const depth = 100_000;
  expect(readJsonTree('['.repeat(depth) + ']'.repeat(depth)).kind).toBe('array');
});
