import { Type, type Static } from 'typebox';

const name = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$',
  description: 'Begins with a letter or _, then letters, digits, _ . : or -; at most 128.',
});

const value = Type.String({ maxLength: 65_536, description: 'JSON text where is_json.' });

const shared = {
  is_json: Type.Optional(Type.Boolean()),
  is_sensitive: Type.Optional(
    Type.Boolean({ description: 'Sealed, never answered again, masked in output.' }),
  ),
  attributes: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), Type.String({ maxLength: 1024 }))),
};

/** The body that creates a variable. */
export const variableCreation = Type.Object({ name, value, ...shared }, { additionalProperties: false });

/** The body that changes a variable: what is left out stays. */
export const variableChange = Type.Object(
  { name: Type.Optional(name), value: Type.Optional(value), ...shared },
  { additionalProperties: false },
);

/** The same, where the body may name the variable by its id. */
export const namedVariableChange = Type.Object(
  { id: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })), ...variableChange.properties },
  { additionalProperties: false },
);

export type VariableChange = Static<typeof variableChange>;
