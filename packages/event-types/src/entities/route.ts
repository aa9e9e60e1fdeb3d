import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { anyObject, orNull } from '../schemas.ts';
import type { Environment } from './environment.ts';

/** Where the requests to one URL go. */
export const routeSchema = Type.Object({
  primary: Type.Optional(orNull(Type.Boolean())),
  id: Type.Optional(orNull(Type.String())),
  production_url: Type.Optional(orNull(Type.String())),
  attributes: Type.Optional(anyObject),
  type: Type.Enum(['upstream', 'redirect', 'proxy']),
  tls: Type.Optional(anyObject),
  original_url: orNull(Type.String()),
  restrict_robots: Type.Optional(Type.Boolean()),
  cache: Type.Optional(anyObject),
  ssi: Type.Optional(anyObject),
  upstream: Type.Optional(Type.String({ description: 'app:http, of type upstream only.' })),
  to: Type.Optional(Type.String({ description: 'Of type redirect only.' })),
  redirects: Type.Object({ expires: Type.String(), paths: anyObject }),
});

export type Route = Static<typeof routeSchema>;

/** Makes the four routes that a site has by default, by URL: http leads to https, www to the plain name. */
export function makeRoutes(random: Random, environment: Environment, app: string): Record<string, Route> {
  const host = environment.edge_hostname ?? environment.machine_name;
  const url = `https://${host}/`;
  const redirect = (from: string, original: string): [string, Route] => [
    from,
    { ...common(false, from, original), type: 'redirect', to: url },
  ];
  return Object.fromEntries([
    [url, makeUpstream(url, 'https://{default}/', app, random.pick([0, 0, 60, 300]))],
    redirect(`https://www.${host}/`, 'https://www.{default}/'),
    redirect(`http://${host}/`, 'http://{default}/'),
    redirect(`http://www.${host}/`, 'http://www.{default}/'),
  ]);
}

/** Makes a route that an application serves. */
export function makeUpstream(url: string, originalUrl: string, app: string, ttl: number): Route {
  return {
    ...common(true, url, originalUrl),
    type: 'upstream',
    cache: { enabled: true, default_ttl: ttl, cookies: ['*'], headers: ['Accept', 'Accept-Language'] },
    ssi: { enabled: false },
    upstream: `${app}:http`,
  };
}

function common(isPrimary: boolean, url: string, originalUrl: string) {
  return {
    primary: isPrimary,
    id: null,
    production_url: url,
    attributes: {},
    tls: {
      strict_transport_security: { enabled: null, include_subdomains: null, preload: null },
      min_version: null,
      client_authentication: null,
      client_certificate_authorities: [],
    },
    original_url: originalUrl,
    restrict_robots: true,
    redirects: { expires: '-1s', paths: {} },
  };
}
