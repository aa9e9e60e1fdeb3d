import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  defineSearch,
  findIgnored,
  isFiltered,
  listOf,
  oneOf,
  parseSearch,
  stringifySearch,
  text,
} from './search.ts';

const check = defineSearch({
  state: listOf(['pending', 'complete']),
  type: listOf(),
  tab: oneOf(['a', 'b']),
  q: text,
});

test.each([
  ['?state=complete', { state: ['complete'] }],
  ['?state=complete&state=pending&state=complete', { state: ['complete', 'pending'] }],
  ['?type=a&type=b', { type: ['a', 'b'] }],
  ['?tab=b&q=+x+', { tab: 'b', q: 'x' }],
  ['?state=bogus&tab=c&q=&unknown=1', {}],
  ['?state=bogus&state=pending', { state: ['pending'] }],
])('%s is read as %j', (query, expected) => {
  const read = check(parseSearch(query));
  expect(JSON.parse(JSON.stringify(read))).toEqual(expected);
  expect(isFiltered(read)).toBe(Object.keys(expected).length > 0);
});

test.each([
  ['?state=bogus&q=x', ['state']],
  ['?state=bogus&state=pending', ['state']],
  ['?unknown=1&q=x', ['unknown']],
  ['?state=pending&q=x', []],
])('of %s, %j are ignored', (query, ignored) => {
  expect(findIgnored(query, { ...check(parseSearch(query)) })).toEqual(ignored);
});

test('what is written is read again', () => {
  const words = fc.array(fc.string({ minLength: 1 }), { minLength: 2 });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), words)), (search) => {
      expect(parseSearch(stringifySearch(search))).toEqual({ ...search });
    }),
  );
});
