import { Type, type TSchema } from 'typebox';

/** A time as {@link toTimestamp} writes it; older activities have other numbers of decimals. */
export const timestamp = Type.String({
  pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$`,
  description: 'UTC, as 2026-01-31T12:00:00.000000+00:00.',
});

/** What may be null. */
export function orNull<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** An object of which nothing is said. */
export const anyObject = Type.Record(Type.String(), Type.Unknown());

export const commitSha = Type.String({ pattern: '^[0-9a-f]{40}$', description: 'A Git commit.' });
