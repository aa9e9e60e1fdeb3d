import { expect, test } from 'vitest';
import { parseQuery } from './parse-query.ts';

test.each([
  ['', {}],
  ['a=1&b=%C3%BC+x', { a: '1', b: 'ü x' }],
  ['a=1&a=2', { a: ['1', '2'] }],
  ['a[]=1&a[]=2', { a: ['1', '2'] }],
  ['a%5B0%5D=1&a%5B1%5D=2&a=3', { a: ['1', '2', '3'] }],
  ['a[0]=1', { a: '1' }],
  ['filter[resource_type]=project', { 'filter[resource_type]': 'project' }],
  ['a&b=', { a: '', b: '' }],
  ['a=%zz%', { a: '%zz%' }],
])('%s', (text, query) => {
  expect(parseQuery(text)).toEqual(query);
});

test('a name such as __proto__ is a name like any other', () => {
  const query = parseQuery('__proto__=1&constructor=2');
  expect(Object.entries(query)).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
});
