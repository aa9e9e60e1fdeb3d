/**
 * What a token may do: `producer` posts activities, `read` reads everything of its project, `operate` replays, cancels,
 * pauses and resumes as well, `admin` may do all.
 */
export const tokenScopes = ['producer', 'read', 'operate', 'admin'] as const;

export type TokenScope = (typeof tokenScopes)[number];
