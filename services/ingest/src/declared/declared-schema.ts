import { definitionOf, type IntegrationType } from '@upshot/integrations/registry';
import { nameSchema } from '@upshot/integrations/name-field';
import { Type, type Static, type TObject } from 'typebox';
import { creationSchemas, forEachType } from '../integrations/body-schemas.ts';
import { compileValidate } from '../http/validate.ts';
import { variableCreation } from '../variables/variable-fields.ts';

const strict = { additionalProperties: false } as const;

const { value, is_json, is_sensitive, attributes, name } = variableCreation.properties;

const declaredVariable = Type.Object(
  {
    value: Type.Optional(
      Type.String({ ...value, description: 'Left out of a sensitive variable: its value stays as it is.' }),
    ),
    is_json,
    is_sensitive,
    attributes,
  },
  strict,
);

export type DeclaredVariable = Static<typeof declaredVariable>;

const variables = Type.Optional(
  Type.Record(name, declaredVariable, {
    additionalProperties: false,
    description: 'By name. Those that are not named are removed; without this, none changes.',
  }),
);

const paused = Type.Optional(Type.Boolean({ description: 'Without this, it stays as it is.' }));

/** The whole of an integration of each type. What is left out has its default. */
const declaredSchemas = forEachType((_, type) => toSchema(type));

export const declaredIntegration = Type.Union(Object.values(declaredSchemas));

/** Checks it; throws a problem that names everything that the schema finds wrong. */
export const validateDeclared = forEachType((_, type) => {
  const validate: (entry: unknown) => Readonly<Record<string, unknown>> = compileValidate(
    declaredSchemas[type],
  );
  return validate;
});

function toSchema(type: IntegrationType): TObject {
  const own = creationSchemas[type].properties;
  const renamed_from = Type.Optional(
    Type.String({ ...nameSchema, description: 'The name it had, where there is none of its name yet.' }),
  );
  const state = definitionOf(type).filter.kind === 'chosen' ? { paused, variables } : {};
  return Type.Object({ ...own, type: Type.Enum([type]), name: nameSchema, renamed_from, ...state }, strict);
}
