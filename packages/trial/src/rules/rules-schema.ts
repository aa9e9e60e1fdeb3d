import { Type } from 'typebox';
import { ruleErrors } from './rules.ts';

const closed = { additionalProperties: false };

const texts = Type.Record(Type.String(), Type.String());

export const bodyPattern = Type.Union(
  [
    Type.String({ description: 'A glob for the whole body.' }),
    Type.Object(
      {
        json: Type.Optional(
          Type.Unknown({ description: 'Properties that the body has as JSON; texts are globs.' }),
        ),
        contains: Type.Optional(
          Type.Union([Type.String(), Type.Array(Type.String())], { description: 'Texts in the body.' }),
        ),
      },
      closed,
    ),
  ],
  { description: 'How the body must be.' },
);

export const requestPattern = Type.Object(
  {
    method: Type.Optional(Type.String({ description: 'Such as POST; * for all.' })),
    url: Type.Optional(
      Type.String({
        description: 'A glob (* stops at a slash, ** does not), or a regular expression between slashes.',
      }),
    ),
    headers: Type.Optional(texts),
    body: Type.Optional(bodyPattern),
  },
  closed,
);

const ruleResponse = Type.Object(
  {
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    headers: Type.Optional(texts),
    body: Type.Optional(Type.String()),
    json: Type.Optional(Type.Unknown({ description: 'The body, as JSON.' })),
  },
  closed,
);

export const rule = Type.Object(
  {
    request: requestPattern,
    respond: Type.Optional(ruleResponse),
    error: Type.Optional(Type.Enum([...ruleErrors])),
    delay_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
);

export const defaultAnswer = Type.Union([Type.Literal('refuse'), ruleResponse]);

/** The JSON Schema of a rules file: `docs/schemas/rules.schema.json`. */
export const rulesSchema = Type.Object(
  {
    version: Type.Literal(1),
    answers: Type.Array(rule),
    default: Type.Optional(defaultAnswer),
  },
  { ...closed, title: 'Rules that answer the requests of a trial' },
);
