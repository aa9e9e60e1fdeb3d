import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';
import { isThisMachine } from './this-machine.ts';

/**
 * Whether browsers keep a `Secure` cookie for this address: they do for https, and for this machine. A forged header
 * changes nothing but the cookie of its own sender.
 */
export function isSecureOrigin({ headers }: FastifyRequest, publicUrl: string | undefined): boolean {
  if (publicUrl?.startsWith('https:') === true || headers['x-forwarded-proto'] === 'https') return true;
  const { hostname = '' } = URL.parse(`http://${headers.host ?? ''}`) ?? {};
  return isThisMachine(hostname);
}

/** The text of the session's cookie. */
export function readSessionCookie(
  request: FastifyRequest,
  { publicUrl, isFramed }: { readonly publicUrl: string | undefined; readonly isFramed: boolean },
): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  return parseCookie(cookie)[nameFor({ isSecure: isSecureOrigin(request, publicUrl), isFramed })];
}

interface CookieKind {
  readonly isSecure: boolean;
  /** Of a page in a frame: a cookie of its own, which counts only within the page around it. */
  readonly isFramed: boolean;
}

/** The `set-cookie` header that keeps a session, or ends it where there is no text. */
export function writeSessionCookie(kind: CookieKind, text: string | undefined, maxAgeMs: number): string {
  return stringifySetCookie({
    name: nameFor(kind),
    value: text ?? '',
    path: '/',
    httpOnly: true,
    secure: kind.isSecure,
    ...(kind.isFramed ? { sameSite: 'none', partitioned: true } : { sameSite: 'strict' }),
    maxAge: text === undefined ? 0 : Math.floor(maxAgeMs / 1000),
  });
}

/** Browsers keep a name with this prefix from being set over http, or by another host of the domain. */
function nameFor({ isSecure, isFramed }: CookieKind): string {
  const name = isFramed ? 'upshot-framed' : 'upshot';
  return isSecure ? `__Host-${name}` : name;
}
