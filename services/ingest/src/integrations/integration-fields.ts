import type { IntegrationType } from '@upshot/integrations/registry';
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

const recipients = Type.Array(Type.String({ minLength: 1, maxLength: 254 }), {
  minItems: 1,
  maxItems: 100,
  description: 'Addresses, #admins or #viewers.',
});

const fromAddress = Type.Union([Type.String({ minLength: 1, maxLength: 254 }), Type.Null()], {
  description: 'The sender; null for the one of the settings.',
});

const channel = Type.String({ minLength: 1, maxLength: 255, description: 'Its name or id.' });

/** Goes into a header as it is. */
const secret = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^[!-~]+$',
  description: 'Never answered again.',
});

/** What each type must have when it is created, beside its type. */
const createFields = {
  script: { ...filterFields, script },
  webhook: { ...filterFields, url, shared_key: Type.Optional(sharedKey) },
  'health.email': { recipients, from_address: Type.Optional(fromAddress) },
  'health.slack': { token: secret, channel },
  'health.pagerduty': { routing_key: secret },
  'health.webhook': { url, shared_key: Type.Optional(sharedKey) },
} satisfies { readonly [T in IntegrationType]: object };

const strict = { additionalProperties: false } as const;

/** The body that creates an integration of each type. */
export const creationSchemas = {
  script: Type.Object({ type: Type.Literal('script'), ...createFields.script }, strict),
  webhook: Type.Object({ type: Type.Literal('webhook'), ...createFields.webhook }, strict),
  'health.email': Type.Object(
    { type: Type.Literal('health.email'), ...createFields['health.email'] },
    strict,
  ),
  'health.slack': Type.Object(
    { type: Type.Literal('health.slack'), ...createFields['health.slack'] },
    strict,
  ),
  'health.pagerduty': Type.Object(
    { type: Type.Literal('health.pagerduty'), ...createFields['health.pagerduty'] },
    strict,
  ),
  'health.webhook': Type.Object(
    { type: Type.Literal('health.webhook'), ...createFields['health.webhook'] },
    strict,
  ),
} satisfies { readonly [T in IntegrationType]: unknown };

/** The body that changes an integration of each type: what is left out stays. */
export const changeSchemas = {
  script: Type.Partial(creationSchemas.script, strict),
  webhook: Type.Partial(creationSchemas.webhook, strict),
  'health.email': Type.Partial(creationSchemas['health.email'], strict),
  'health.slack': Type.Partial(creationSchemas['health.slack'], strict),
  'health.pagerduty': Type.Partial(creationSchemas['health.pagerduty'], strict),
  'health.webhook': Type.Partial(creationSchemas['health.webhook'], strict),
} satisfies { readonly [T in IntegrationType]: unknown };
