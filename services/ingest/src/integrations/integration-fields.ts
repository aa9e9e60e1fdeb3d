import type { IntegrationType } from '@upshot/shared/integration';
import { Type, type Static } from 'typebox';

const pattern = Type.String({ minLength: 1, maxLength: 255 });
const patterns = Type.Array(pattern, { minItems: 1, maxItems: 100, description: 'Names, * or globs.' });

/** What every integration may be told of when to run, and how many at once. */
const filterFields = {
  events: Type.Optional(patterns),
  states: Type.Optional(patterns),
  environments: Type.Optional(patterns),
  excluded_environments: Type.Optional(Type.Array(pattern, { maxItems: 100 })),
  result: Type.Optional(Type.Enum(['*', 'success', 'failure'])),
  concurrency: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 64,
      description: 'Runs at once. With 1 they keep the order of their activities.',
    }),
  ),
};

const filters = Type.Object(filterFields);

export type FilterFields = Static<typeof filters>;

/** The source of a script. 1 MB. */
const script = Type.String({ minLength: 1, maxLength: 1_000_000, description: 'ES2021.' });

const url = Type.String({
  minLength: 1,
  maxLength: 2048,
  description: 'http or https, without user and password.',
});

const sharedKey = Type.Union([Type.String({ maxLength: 1024 }), Type.Null()], {
  description: 'base64 or base64url. Signs every delivery; never answered again.',
});

/** What each type must have when it is created, beside its type. */
const createFields = {
  script: { ...filterFields, script },
  webhook: { ...filterFields, url, shared_key: Type.Optional(sharedKey) },
} satisfies { readonly [T in IntegrationType]: object };

const strict = { additionalProperties: false } as const;

/** The body that creates an integration of each type. */
export const creationSchemas = {
  script: Type.Object({ type: Type.Literal('script'), ...createFields.script }, strict),
  webhook: Type.Object({ type: Type.Literal('webhook'), ...createFields.webhook }, strict),
} satisfies { readonly [T in IntegrationType]: unknown };

/** The body that changes an integration of each type: what is left out stays. */
export const changeSchemas = {
  script: Type.Object(
    { type: Type.Optional(Type.Literal('script')), ...filterFields, script: Type.Optional(script) },
    strict,
  ),
  webhook: Type.Object(
    {
      type: Type.Optional(Type.Literal('webhook')),
      ...filterFields,
      url: Type.Optional(url),
      shared_key: Type.Optional(sharedKey),
    },
    strict,
  ),
} satisfies { readonly [T in IntegrationType]: unknown };
