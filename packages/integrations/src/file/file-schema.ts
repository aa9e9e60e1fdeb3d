import { Type, type Static, type TObject, type TSchema } from 'typebox';
import type { Field } from '../field.ts';
import { filterFields } from '../filter-fields.ts';
import { nameSchema } from '../name-field.ts';
import { definitionOf, integrationTypes, type IntegrationType } from '../registry.ts';

const closed = { additionalProperties: false } as const;

const env = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  description: 'The name of a variable in the environment of the command line.',
});
const file = Type.String({
  minLength: 1,
  description: 'A file with the value, from the folder of this file. A line end at its end is left out.',
});

/** Where a value stands that is not in the file itself. */
const elsewhere = [Type.Object({ env }, closed), Type.Object({ file }, closed)] as const;

/** The value of a variable: text, or where it stands, and what it is. */
export const variableSchema = Type.Union([
  Type.String(),
  Type.Object(
    {
      value: Type.Optional(Type.String()),
      env: Type.Optional(env),
      file: Type.Optional(file),
      json: Type.Optional(
        Type.Boolean({ description: 'Whether the value is JSON text, which scripts see parsed.' }),
      ),
      sensitive: Type.Optional(
        Type.Boolean({ description: 'Sealed, never answered again, masked in output.' }),
      ),
      attributes: Type.Optional(Type.Record(Type.String(), Type.String())),
    },
    closed,
  ),
]);

export type FileVariable = Static<typeof variableSchema>;

const state = {
  paused: Type.Optional(Type.Boolean({ description: 'Left out: as it is.' })),
  variables: Type.Optional(
    Type.Record(Type.String(), variableSchema, {
      description: 'By name. Others are removed; without this, none changes.',
    }),
  ),
};

const version = Type.Literal(1);

/** An integration in a list, by type. */
export const listedSchemas = byType((type) => toSchema(type, {}));

/** A file with one integration, by type. */
export const integrationFileSchemas = byType((type) => toSchema(type, { version }));

/** A file with a list of integrations: the frame around them. */
export const listFileFrame = Type.Object({ version, integrations: Type.Array(Type.Unknown()) }, closed);

/** The JSON Schema of files with integrations: `docs/schemas/integration.schema.json`. */
export const integrationFileSchema = Type.Union(
  [
    ...Object.values(integrationFileSchemas),
    Type.Object({ version, integrations: Type.Array(Type.Union(Object.values(listedSchemas))) }, closed),
  ],
  { title: 'One integration, or a list of integrations' },
);

/** The JSON Schema of `upshot.yaml`: `docs/schemas/project.schema.json`. */
export const projectFileSchema = Type.Object(
  {
    version,
    project: Type.Optional(Type.String({ description: 'The id of the project to apply to.' })),
    set: Type.Optional(
      Type.String({ ...nameSchema, description: 'What the integrations together are called; "default".' }),
    ),
  },
  { ...closed, title: 'A project of integrations as files' },
);

function toSchema(type: IntegrationType, head: Readonly<Record<string, TSchema>>): TObject {
  const { fields, filter } = definitionOf(type);
  const own = Object.entries(fields).map(([name, field]): [string, TSchema] => [name, toFileSchema(field)]);
  return Type.Object(
    {
      ...head,
      name: nameSchema,
      type: Type.Literal(type),
      renamed_from: Type.Optional(
        Type.String({ ...nameSchema, description: 'The name it had, while there is none of its name.' }),
      ),
      ...Object.fromEntries(own),
      ...(filter.kind === 'chosen' ? { ...filterFields, ...state } : {}),
    },
    closed,
  );
}

function toFileSchema({ schema, keptIn, default: preset, option: { reads } }: Field): TSchema {
  const path = Type.String({ minLength: 1, description: 'Its file, from the folder of this file.' });
  const kept = reads === 'script-file' ? path : schema;
  const shown = keptIn === 'sealed' ? Type.Union([kept, ...elsewhere]) : kept;
  return preset === undefined ? shown : Type.Optional(shown);
}

function byType(toValue: (type: IntegrationType) => TObject): { readonly [T in IntegrationType]: TObject } {
  const entries = integrationTypes.map((type) => [type, toValue(type)]);
  return Object.fromEntries(entries) as { readonly [T in IntegrationType]: TObject };
}
