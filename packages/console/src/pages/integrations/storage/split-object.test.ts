import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinObject, splitObject } from './split-object.ts';

test('any object is split into its members, and joined again', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.nat(3), (object, space) => {
      const members = splitObject(JSON.stringify(object, undefined, space));
      expect([...members.keys()].map((key) => JSON.parse(`"${key}"`) as string)).toEqual(Object.keys(object));
      expect(JSON.parse(joinObject(members))).toEqual(JSON.parse(JSON.stringify(object)));
    }),
    { numRuns: 30 },
  );
});

test('every digit stays, and keys are as JSON writes them', () => {
  const text = '{ "a\\u0041\\"" : 12345678901234567890 , "b":{"c":[1.0,"},"]}, "d" : "x\\"y" }';
  expect([...splitObject(text)]).toEqual([
    ['aA\\"', '12345678901234567890'],
    ['b', '{"c":[1.0,"},"]}'],
    ['d', '"x\\"y"'],
  ]);
});

test.each(['[]', '1', 'null', '{', ''])('%j is refused', (text) => {
  expect(() => splitObject(text)).toThrow(/JSON/);
});
