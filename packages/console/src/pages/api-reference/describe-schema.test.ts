import { expect, it } from 'vitest';
import { describeLimits, describeType, namedSchemas, schemasWithFields } from './describe-schema.ts';

it.each([
  [{ type: 'string' }, 'string'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
  [{ type: 'array', items: { $ref: '#/components/schemas/Run' } }, 'list of Run'],
  [{ enum: ['success', 'failure'] }, '"success" | "failure"'],
  [{}, 'any value'],
])('describes the type of %j', (schema, words) => {
  expect(describeType(schema)).toBe(words);
});

it('describes limits', () => {
  expect(describeLimits({ minLength: 1, maxLength: 64, pattern: '^a' })).toBe('1 to 64 characters, ^a');
  expect(describeLimits({ minimum: 1, default: 25 })).toBe('at least 1, default 25');
});

it('finds fields and names below lists and choices', () => {
  const named = { $ref: '#/components/schemas/Run' };
  const object = { type: 'object', properties: { run: named } };
  expect(schemasWithFields({ anyOf: [{ type: 'array', items: object }, named] })).toEqual([object]);
  expect(namedSchemas({ anyOf: [{ type: 'array', items: named }, object, named] })).toEqual(['Run']);
});
