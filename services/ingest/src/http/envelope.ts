import { Type, type TSchema } from 'typebox';

/** What the original answers to every change: the thing as it is now, and the activities that the change began (none). */
export function envelope<T>(code: 200 | 201, entity: T) {
  return { status: code === 201 ? 'Created' : 'OK', code, _embedded: { entity, activities: [] } };
}

/** {@link envelope} as a schema. */
export function envelopeSchema<S extends TSchema>(entity: S) {
  return Type.Object({
    status: Type.String(),
    code: Type.Integer(),
    _embedded: Type.Object({ entity, activities: Type.Array(Type.Unknown()) }),
  });
}
