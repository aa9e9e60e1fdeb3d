import { Type, type TSchema } from 'typebox';

const texts = { 200: 'OK', 201: 'Created', 202: 'Accepted' } as const;

/**
 * The response of Platform.sh to every change: the entity as it is now, and the activities that the change began
 * (none). `warnings` are for people: what was done as asked, and may not be what was meant.
 */
export function envelope<T>(code: keyof typeof texts, entity: T, warnings: readonly string[] = []) {
  const warned = warnings.length === 0 ? {} : { warnings };
  return { status: texts[code], code, _embedded: { entity, activities: [], ...warned } };
}

/** {@link envelope} as a schema. */
export function envelopeSchema<S extends TSchema>(entity: S) {
  return Type.Object({
    status: Type.String(),
    code: Type.Integer(),
    _embedded: Type.Object({
      entity,
      activities: Type.Array(Type.Unknown()),
      warnings: Type.Optional(Type.Array(Type.String())),
    }),
  });
}
