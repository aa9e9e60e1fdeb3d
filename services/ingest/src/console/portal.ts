import { Problem } from '@upshot/shared/problem';
import { Type, type Static } from 'typebox';
import type { Caller } from '../http/access.ts';

/** What the session of a portal may do: as much as an admin has put into its link, for some time. */
export const portalSchema = Type.Object({
  /** The id of the link; the audit has it. */
  link: Type.String(),
  project: Type.String(),
  scope: Type.Enum(['read', 'operate']),
  /** The only ones that it reaches; else all of the project. */
  integrations: Type.Optional(Type.Array(Type.String())),
  theme: Type.Optional(Type.Enum(['light', 'dark'])),
  /** The origins of the pages that may show it in a frame. Without any, none may. */
  embed: Type.Optional(Type.Array(Type.String())),
  /** How long the session is good. */
  seconds: Type.Number(),
});

export type Portal = Static<typeof portalSchema>;

/**
 * What a session of the portal may do now. Throws the problem `unauthorized` when the token that made its link could
 * no longer make it.
 */
export function limitToPortal({ tokenId, scope, projectId }: Caller, portal: Portal): Caller {
  if (scope !== 'admin' || (projectId !== null && projectId !== portal.project))
    throw new Problem('unauthorized', 'The token that made this link is no longer good for it.');
  const { link, integrations } = portal;
  return {
    tokenId,
    scope: portal.scope,
    projectId: portal.project,
    portal: integrations === undefined ? { link } : { link, integrations },
  };
}
