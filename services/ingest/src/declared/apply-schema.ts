import { integrationTypes } from '@upshot/integrations/registry';
import { nameSchema } from '@upshot/integrations/name-field';
import { Type, type Static } from 'typebox';
import { declaredIntegration } from './declared-schema.ts';

const MAX_INTEGRATIONS = 1000;

const revision = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

const strict = { additionalProperties: false } as const;

const options = {
  dry_run: Type.Optional(Type.Boolean({ description: 'Only tell what would change.' })),
  prune: Type.Optional(
    Type.Boolean({
      description: 'Delete what an earlier apply of the set made, and this one does not name.',
    }),
  ),
  set: Type.Optional(
    Type.String({ ...nameSchema, description: 'What the integrations together are called; "default".' }),
  ),
  if_revision: Type.Optional(
    Type.Integer({ ...revision, description: 'Only while this is the revision of the project.' }),
  ),
  message: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'Why, for people: of new versions of scripts.',
    }),
  ),
};

/** The body of an apply. Each integration is checked by the schema of its type. */
export const applyBody = Type.Object(
  { ...options, integrations: Type.Array(Type.Unknown(), { maxItems: MAX_INTEGRATIONS }) },
  strict,
);

/** {@link applyBody} as it is documented. */
export const shownApplyBody = Type.Object(
  {
    ...options,
    integrations: Type.Array(declaredIntegration, { maxItems: MAX_INTEGRATIONS }),
  },
  strict,
);

const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const changeDocument = Type.Object({
  action: Type.Enum(['create', 'update', 'delete']),
  id: nullable(Type.String(), 'Null while it is not there.'),
  name: Type.String(),
  type: Type.Enum([...integrationTypes]),
  renamed_from: nullable(Type.String(), 'Its name before, where that changes.'),
  script_version: nullable(
    Type.Object({ from: nullable(Type.Integer(), 'Null: it has none yet.'), to: Type.Integer() }),
    'Where its script becomes another one.',
  ),
  fields: Type.Array(
    Type.Object({
      field: Type.String(),
      from: Type.Optional(Type.Unknown()),
      to: Type.Optional(Type.Unknown()),
    }),
    { description: 'What changes, without values where it is secret.' },
  ),
  variables: Type.Array(
    Type.Object({ name: Type.String(), change: Type.Enum(['added', 'changed', 'removed']) }),
  ),
  paused: nullable(Type.Boolean(), 'Whether it becomes paused; null: that stays as it is.'),
  missing: Type.Array(Type.String(), {
    description: 'Secrets that are to stay as they are, and are not there: an apply asks for them.',
  }),
  waiting: Type.Integer({
    description: 'How many pending runs it has that are cancelled with it (10,000 at most).',
  }),
});

/** What becomes of one integration, as it is answered. */
export type ChangeDocument = Static<typeof changeDocument>;

/** What an apply has changed, or with dry_run would change. */
export const applyAnswer = Type.Object({
  revision: Type.Integer({ description: 'Of the project: afterwards, or with dry_run now.' }),
  changes: Type.Array(changeDocument),
  unchanged: Type.Array(Type.String(), { description: 'Names.' }),
  prunable: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), waiting: Type.Integer() }), {
    description: 'What `prune` would delete.',
  }),
  warnings: Type.Array(Type.String()),
});

/** A project's integrations, as an apply takes them. */
export const exportAnswer = Type.Object({
  revision: Type.Integer(),
  integrations: Type.Array(declaredIntegration),
});
