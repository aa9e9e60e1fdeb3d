import { Type } from 'typebox';

/** The id of a project. */
export const projectId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  description: 'Lowercase letters, digits and hyphens; at most 63.',
});

/** The id of anything that we named ourselves. */
export const ownId = Type.String({ minLength: 1, maxLength: 64 });

export const timestamp = Type.String({ description: 'UTC, as 2026-01-31T12:00:00.000000+00:00.' });

export const timestampOrNull = Type.Union([timestamp, Type.Null()]);

/** How many items a list answers. */
export const count = Type.Integer({
  minimum: 1,
  maximum: 100,
  default: 25,
  description: 'How many at most (25).',
});

/** HAL: addresses by what they are for; those that begin with # change something. */
export const links = Type.Record(Type.String(), Type.Object({ href: Type.String() }));
