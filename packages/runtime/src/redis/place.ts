/** A host and a port. */
interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Credentials {
  readonly username?: string;
  readonly password?: string;
}

/** Where Redis is: one server, the master that sentinels name, or a cluster. */
export type RedisPlace =
  | { readonly kind: 'server'; readonly url: string }
  | {
      readonly kind: 'sentinel';
      readonly sentinels: readonly Endpoint[];
      readonly master: string;
      readonly database: number;
      readonly isTls: boolean;
      readonly credentials: Credentials;
      readonly sentinelCredentials: Credentials;
    }
  | {
      readonly kind: 'cluster';
      readonly nodes: readonly Endpoint[];
      readonly isTls: boolean;
      readonly credentials: Credentials;
    };

const SERVER = 'redis://:password@host:port';
const SENTINEL = 'redis+sentinel://:password@host:26379,host:26379/master';
const CLUSTER = 'redis+cluster://:password@host:6379,host:6379';

const SEVERAL_HOSTS =
  /^(rediss?)\+(sentinel|cluster):\/\/(?:([^@]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

/**
 * Reads a URL of Redis:
 * - `redis://[user:password@]host[:port][/database]`: one server;
 * - `redis+sentinel://[user:password@]host[:26379],…/master[/database][?sentinel_user=…&sentinel_password=…]`;
 * - `redis+cluster://[user:password@]host[:6379],…`.
 *
 * With `rediss` in place of `redis` it speaks TLS. Throws a sentence that never holds the URL.
 */
export function readRedisUrl(text: string): RedisPlace {
  const parts = SEVERAL_HOSTS.exec(text);
  if (parts === null) return readServer(text);
  const [, scheme, kind, user = '', hosts = '', path = '', query = ''] = parts;
  const common = { isTls: scheme === 'rediss', credentials: readCredentials(user) };
  if (kind === 'cluster') {
    if (path !== '' || query !== '') throw new Error(`a cluster has no databases or options: ${CLUSTER}.`);
    return { kind: 'cluster', nodes: readEndpoints(hosts, 6379, CLUSTER), ...common };
  }
  const [master = '', database = '0', ...rest] = path.split('/').map(decode);
  if (master === '') throw new Error(`it must name the master after the hosts: ${SENTINEL}.`);
  if (!/^\d{1,4}$/.test(database) || rest.length > 0)
    throw new Error(`after the master there may be the number of a database: ${SENTINEL}/0.`);
  return {
    kind: 'sentinel',
    sentinels: readEndpoints(hosts, 26_379, SENTINEL),
    master,
    database: Number(database),
    sentinelCredentials: readSentinelCredentials(query),
    ...common,
  };
}

function readServer(text: string): RedisPlace {
  if (!URL.canParse(text)) throw new Error(`it must be a URL, as ${SERVER}.`);
  const url = new URL(text);
  if (!['redis:', 'rediss:'].includes(url.protocol))
    throw new Error('it must begin with redis://, rediss://, redis+sentinel:// or redis+cluster://.');
  if (url.hostname === '') throw new Error(`it must name a host: ${SERVER}.`);
  return { kind: 'server', url: text };
}

function readEndpoints(hosts: string, defaultPort: number, example: string): readonly Endpoint[] {
  return hosts.split(',').map((host) => {
    const url = URL.canParse(`redis://${host}`) ? new URL(`redis://${host}`) : undefined;
    if (!url?.hostname || url.username !== '' || url.pathname !== '')
      throw new Error(`it must name hosts, with commas between them: ${example}.`);
    const port = url.port === '' ? defaultPort : Number(url.port);
    return { host: url.hostname.replaceAll(/^\[|\]$/g, ''), port };
  });
}

function readCredentials(text: string): Credentials {
  const colon = text.indexOf(':');
  const [username, password] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  return withoutEmpty({ username: decode(username), password: decode(password) });
}

function readSentinelCredentials(query: string): Credentials {
  const options = new URLSearchParams(query);
  const username = options.get('sentinel_user') ?? '';
  const password = options.get('sentinel_password') ?? '';
  for (const name of options.keys())
    if (name !== 'sentinel_user' && name !== 'sentinel_password')
      throw new Error('its options are sentinel_user and sentinel_password.');
  return withoutEmpty({ username, password });
}

function withoutEmpty({ username, password }: Required<Credentials>): Credentials {
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('its user, password and master must be encoded as in every URL.');
  }
}
