import { outcomes } from '@upshot/shared/outcome';
import { Type } from 'typebox';
import { defaultAnswer, requestPattern, rule } from '../rules/rules-schema.ts';

const closed = { additionalProperties: false };
const anything = Type.Record(Type.String(), Type.Unknown());
const textOrTexts = Type.Union([Type.String(), Type.Array(Type.String())]);

const activity = Type.Object(
  {
    sample: Type.Optional(Type.String({ description: 'An activity type.' })),
    file: Type.Optional(Type.String({ description: 'A file with an activity.' })),
    cassette: Type.Optional(
      Type.String({
        description:
          'A recorded run: its activity, project, variables, storage, clock and answers. Without expect, the run ' +
          'must be as it was recorded.',
      }),
    ),
    state: Type.Optional(Type.String()),
    result: Type.Optional(Type.Enum(['success', 'failure'])),
    set: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Changes; dots descend.' })),
  },
  closed,
);

const expectation = Type.Object(
  {
    outcome: Type.Optional(Type.Enum([...outcomes, 'stopped'], { description: 'Else succeeded.' })),
    output: Type.Optional(
      Type.Union([
        Type.Array(Type.String(), { description: 'A glob for each line.' }),
        Type.Object(
          { contains: Type.Optional(textOrTexts), not_contains: Type.Optional(textOrTexts) },
          closed,
        ),
      ]),
    ),
    error: Type.Optional(
      Type.Object({ name: Type.Optional(Type.String()), message: Type.Optional(Type.String()) }, closed),
    ),
    requests: Type.Optional(
      Type.Union([Type.Array(requestPattern), Type.Object({ count: Type.Integer({ minimum: 0 }) }, closed)]),
    ),
    storage: Type.Optional(anything),
    cpu_ms: Type.Optional(Type.Object({ max: Type.Number({ minimum: 0 }) }, closed)),
  },
  closed,
);

const scriptTest = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    activity: Type.Optional(activity),
    variables: Type.Optional(anything),
    storage: Type.Optional(anything),
    rules: Type.Optional(Type.Array(rule)),
    default: Type.Optional(defaultAnswer),
    expect: Type.Optional(Type.Union([Type.Literal('snapshot'), expectation])),
  },
  closed,
);

/** The JSON Schema of a test file: `docs/schemas/test-file.schema.json`. */
export const testFileSchema = Type.Object(
  {
    version: Type.Literal(1),
    script: Type.String({ minLength: 1 }),
    variables: Type.Optional(anything),
    project: Type.Optional(anything),
    tests: Type.Array(scriptTest, { minItems: 1 }),
  },
  { ...closed, title: 'Tests of a script' },
);
