import { Problem } from '@upshot/shared/problem';
import { tokenScopes, type TokenScope } from '@upshot/shared/token-scope';

/** The caller: the scope and the project of its token. */
export interface Caller {
  /** `bootstrap` for the token of the configuration. */
  readonly tokenId: string;
  readonly scope: TokenScope;
  /** Null: every project. */
  readonly projectId: string | null;
  /** Of a session that began with a link to one project. */
  readonly portal?: PortalOfCaller;
}

interface PortalOfCaller {
  /** The id of its link. */
  readonly link: string;
  /** The only ones that it reaches; else all of the project. */
  readonly integrations?: readonly string[];
}

/** The only integrations that the caller reaches; undefined: all of the project. */
export function integrationsOf(caller: Caller | undefined): readonly string[] | undefined {
  return caller?.portal?.integrations;
}

/**
 * Who may use an address: `anyone` without a token; a `member` with any token of the project in the path;
 * a `producer`, a `reader`, a `maintainer` (who replays, cancels, pauses and resumes) or an `admin` of that project;
 * a `monitor`, who is a reader of every project; an `operator`, who is an admin of every project. Each maintainer is a
 * reader as well, and each admin is all three.
 */
export type Access =
  'anyone' | 'member' | 'producer' | 'reader' | 'maintainer' | 'admin' | 'monitor' | 'operator';

const scopesFor: { readonly [A in Access]: readonly TokenScope[] } = {
  anyone: tokenScopes,
  member: tokenScopes,
  producer: ['producer', 'admin'],
  reader: ['read', 'operate', 'admin'],
  maintainer: ['operate', 'admin'],
  admin: ['admin'],
  monitor: ['read', 'operate', 'admin'],
  operator: ['admin'],
};

/** Throws the problem `forbidden` unless the caller's token is of the scope and the project that are asked for. */
export function requireAccess(caller: Caller, access: Access, projectId: string | undefined): void {
  const scopes = scopesFor[access];
  if (!scopes.includes(caller.scope)) {
    const detail = `This takes a token of scope ${scopes.join(' or ')}; yours is of scope ${caller.scope}.`;
    throw new Problem('forbidden', detail);
  }
  if (caller.projectId === null) return;
  if (access === 'operator' || access === 'monitor')
    throw new Problem('forbidden', 'This takes a token that is good for every project.');
  if (projectId !== undefined) requireProjectOf(caller, projectId);
}

/**
 * Throws the problem `forbidden` for a session of a portal, unless the endpoint is open to portals; and for one that
 * is limited to some integrations, unless the endpoint honours that.
 */
export function requireOpenTo({ portal }: Caller, openTo: 'portals' | 'limited portals' | undefined): void {
  if (portal === undefined || openTo === 'limited portals') return;
  if (openTo === 'portals' && portal.integrations === undefined) return;
  throw new Problem('forbidden', 'The link that this session began with does not reach this.');
}

/** Throws the problem `forbidden` when the caller's token is good for another project only. */
function requireProjectOf(caller: Caller, projectId: string): void {
  if (caller.projectId === null || caller.projectId === projectId) return;
  throw new Problem('forbidden', `Your token is good for the project "${caller.projectId}" only.`);
}
