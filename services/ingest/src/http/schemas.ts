import { Type, type Static } from 'typebox';

/** The id of a project. */
export const projectId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  description: 'Lowercase letters, digits and hyphens; at most 63.',
});

/** The id of anything that we named ourselves. */
export const ownId = Type.String({ minLength: 1, maxLength: 64 });

/** What an integration is called by in a path or a filter. */
export const integrationId = Type.String({ minLength: 1, maxLength: 64, description: 'Its id or its name.' });

export const timestamp = Type.String({ description: 'UTC, as 2026-01-31T12:00:00.000000+00:00.' });

export const timestampOrNull = Type.Union([timestamp, Type.Null()]);

/** How many items a list answers. */
export const count = Type.Integer({
  minimum: 1,
  maximum: 100,
  default: 25,
  description: 'How many at most (25).',
});

/** What clients of the original send to lists that have no pages. */
export const shortListQuery = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 0, description: 'How many at most (all).' })),
  limit: Type.Optional(Type.Integer({ minimum: 0, description: 'The same as count.' })),
});

/** What clients of the original send when they read an activity again and again until it has ended. */
export const pollingQuery = {
  timeout: Type.Optional(Type.String({ description: 'Ignored: clients of the original send it.' })),
};

/** As much of a list as is wanted. A count of 0 is no limit. */
export function shorten<T>(items: readonly T[], query: Static<typeof shortListQuery>): readonly T[] {
  const most = query.count ?? query.limit ?? 0;
  return most === 0 ? items : items.slice(0, most);
}

/** HAL: addresses by what they are for; those that begin with # change something. */
export const links = Type.Record(Type.String(), Type.Object({ href: Type.String() }));
