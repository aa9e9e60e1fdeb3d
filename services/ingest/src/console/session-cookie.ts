import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyRequest } from 'fastify';

/**
 * Whether browsers keep a `Secure` cookie for this address: they do for https, and for this machine. A forged header
 * changes nothing but the cookie of its own sender.
 */
export function isSecureOrigin({ headers }: FastifyRequest, publicUrl: string | undefined): boolean {
  if (publicUrl?.startsWith('https:') === true || headers['x-forwarded-proto'] === 'https') return true;
  const { hostname = '' } = URL.parse(`http://${headers.host ?? ''}`) ?? {};
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** The text of the session's cookie. */
export function readSessionCookie(
  request: FastifyRequest,
  publicUrl: string | undefined,
): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  return parseCookie(cookie)[nameFor(isSecureOrigin(request, publicUrl))];
}

/** The `set-cookie` header that keeps a session, or ends it where there is no text. */
export function writeSessionCookie(isSecure: boolean, text: string | undefined, maxAgeMs: number): string {
  return stringifySetCookie({
    name: nameFor(isSecure),
    value: text ?? '',
    path: '/',
    httpOnly: true,
    secure: isSecure,
    sameSite: 'strict',
    maxAge: text === undefined ? 0 : Math.floor(maxAgeMs / 1000),
  });
}

/** Browsers keep a name with this prefix from being set over http, or by another host of the domain. */
function nameFor(isSecure: boolean): string {
  return isSecure ? '__Host-upshot' : 'upshot';
}
