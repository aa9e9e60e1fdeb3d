import type { IntegrationDefinition } from '@upshot/integrations/definition';
import { filterFields } from '@upshot/integrations/filter-fields';
import { nameSchema } from '@upshot/integrations/name-field';
import { definitionOf, integrationTypes, type IntegrationType } from '@upshot/integrations/registry';
import { Type, type TObject, type TSchema } from 'typebox';
import { compileValidate } from '../http/validate.ts';

const strict = { additionalProperties: false } as const;

const expectedTime = Type.Union([Type.String({ maxLength: 40 }), Type.Null()], {
  description: 'Its updated_at as it was read: refused with 409 when it was changed since.',
});

/** The body that creates an integration of each type. */
export const creationSchemas = forEachType(toCreationSchema);

/** The body that changes an integration of each type: what is left out stays. */
export const changeSchemas = forEachType((definition) =>
  Type.Object(
    { ...Type.Partial(toCreationSchema(definition)).properties, if_updated_at: Type.Optional(expectedTime) },
    strict,
  ),
);

/** What a body says, by field. Its fields are those of its type, and each is as its schema says. */
type Given = Readonly<Record<string, unknown>>;

/** Check a body; throw a problem that names everything that its schema finds wrong with it. */
export const validateCreation = forEachType((_, type) => toValidate(creationSchemas[type]));
export const validateChange = forEachType((_, type) => toValidate(changeSchemas[type]));

function toValidate(schema: TObject): (body: unknown) => Given {
  return compileValidate(schema);
}

function toCreationSchema({ type, fields, filter }: IntegrationDefinition): TObject {
  const own = Object.entries(fields).map(([name, { schema, default: preset }]): [string, TSchema] => [
    name,
    preset === undefined ? schema : Type.Optional(schema),
  ]);
  const chosen = filter.kind === 'chosen' ? filterFields : {};
  const common = { type: Type.Literal(type), name: Type.Optional(nameSchema) };
  return Type.Object({ ...common, ...chosen, ...Object.fromEntries(own) }, strict);
}

/** A value for each type. */
export function forEachType<V>(toValue: (definition: IntegrationDefinition, type: IntegrationType) => V) {
  const entries = integrationTypes.map((type) => [type, toValue(definitionOf(type), type)]);
  return Object.fromEntries(entries) as { readonly [T in IntegrationType]: V };
}
