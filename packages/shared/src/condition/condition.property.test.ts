import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findConditionFault } from './condition.ts';
import { evaluateCondition } from './evaluate-condition.ts';
import { parseCondition } from './parse-condition.ts';

/**
 * The same text, evaluated by another implementation of the language that conditions are a part of. Left out
 * is what it does and conditions do not: the size of objects, members of texts, an order of booleans.
 */
const cel = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });

function evaluateElsewhere(text: string, activity: unknown): 'holds' | 'false' | 'failed' {
  const evaluate = cel.parse(text);
  try {
    const value: unknown = evaluate({ activity });
    if (value === true) return 'holds';
    return value === false ? 'false' : 'failed';
  } catch {
    return 'failed';
  }
}

const words = ['', 'a', 'b', 'ab', 'main', 'release-1', '🎉', 'ö', '"', "'", '\\', '\n'];
const word = fc.constantFrom(...words);
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0.5, -1.5, 1e30));
const scalar = fc.oneof(word, number, fc.boolean(), fc.constant(null));
const list = fc.array(scalar, { maxLength: 4 });

const payload = fc.record(
  {
    s: scalar,
    t: scalar,
    flag: fc.boolean(),
    list,
    map: fc.dictionary(fc.constantFrom('a', 'b', 'x-y'), scalar, { maxKeys: 3, noNullPrototype: true }),
    deep: fc.record({ s: scalar, list }, { requiredKeys: [] }),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const activity = fc.record({ type: word, environments: fc.array(word, { maxLength: 3 }), payload });

const scalars = ['type', 'payload.s', 'payload.t', 'payload.deep.s', 'payload.list[0]', 'payload.map["x-y"]'];
const lists = ['environments', 'payload.list', 'payload.deep.list'];
const scalarPath = fc.constantFrom(...scalars).map((path) => `activity.${path}`);
const listPath = fc.constantFrom(...lists).map((path) => `activity.${path}`);
const written = scalar.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
const ordered = fc.oneof(word, number).map((value) => JSON.stringify(value));

const comparison = fc.oneof(
  fc.tuple(scalarPath, fc.constantFrom('==', '!='), fc.oneof(written, scalarPath)),
  fc.tuple(
    scalarPath,
    fc.constantFrom('<', '<=', '>', '>='),
    fc.oneof(ordered, fc.constant('activity.type')),
  ),
  fc.tuple(ordered, fc.constantFrom('==', '<'), scalarPath),
  fc.tuple(
    listPath.map((path) => `size(${path})`),
    fc.constantFrom('==', '!=', '<', '>='),
    fc.integer({ min: 0, max: 4 }).map(String),
  ),
  fc.tuple(fc.oneof(scalarPath, written), fc.constant('in'), listPath),
  fc.tuple(written, fc.constant('in'), fc.constant('activity.payload.map')),
  fc.tuple(
    scalarPath,
    fc.constant('in'),
    fc.array(written, { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  ),
);

const simple = fc.oneof(
  comparison.map((parts) => parts.join(' ')),
  fc.constantFrom('activity.payload.flag', 'has(activity.payload.s)', 'has(activity.payload.deep)'),
  fc
    .tuple(scalarPath, fc.constantFrom('startsWith', 'endsWith', 'contains'), word)
    .map(([path, name, argument]) => `${path}.${name}(${JSON.stringify(argument)})`),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    simple,
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a}) && (${b})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a}) || (${b})`),
    fc.tuple(simple, simple, simple).map(([a, b, c]) => `${a} || ${b} && ${c}`),
    tie('condition').map((a) => `!(${a})`),
  ),
}));

it('means what another implementation of CEL takes it to mean', () => {
  const seen = { holds: 0, false: 0, failed: 0 };
  fc.assert(
    fc.property(condition, activity, (text, document) => {
      fc.pre(text.length <= 1000);
      const { refusal } = evaluateCondition(parseCondition(text), document);
      const verdict = refusal?.kind ?? 'holds';
      seen[verdict]++;
      expect(verdict).toBe(evaluateElsewhere(text, document));
      expect(refusal?.why() ?? '').toSatisfy((why: string) => why.length < 1000);
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

it('finds a fault in any other text, within it, and nothing worse', () => {
  const edited = fc
    .tuple(condition, fc.nat(), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 }))
    .map(([text, at, deleted, inserted]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + inserted + text.slice(start + deleted);
    });
  const any = fc.oneof(edited, fc.string({ unit: 'binary', maxLength: 100 }));
  fc.assert(
    fc.property(any, activity, (text, document) => {
      const fault = findConditionFault(text);
      const said = fault ?? evaluateCondition(parseCondition(text), document).refusal?.why();
      const place = /, at (?:line \d+, )?character \d+:\n/;
      expect([said, fault === undefined || place.test(fault)]).toEqual([said, true]);
    }),
    { numRuns: 2000 },
  );
});
