/** What a token may do: `producer` posts activities, `read` reads everything of its project, `admin` may do all. */
export const tokenScopes = ['producer', 'read', 'admin'] as const;

export type TokenScope = (typeof tokenScopes)[number];
