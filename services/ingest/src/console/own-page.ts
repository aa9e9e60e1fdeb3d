import { Problem } from '@upshot/shared/problem';
import type { FastifyRequest } from 'fastify';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Throws the problem `forbidden` unless a page of the console sent the request. A foreign page can neither forge
 * `sec-fetch-site` nor add a header of its own without a CORS preflight, which is never granted.
 */
export function requireOwnPage(request: FastifyRequest, publicUrl: string | undefined): void {
  if (!isFromOwnPage(request, publicUrl)) {
    throw new Problem(
      'forbidden',
      'A session counts only for requests of the console. Others send "Authorization: Bearer <token>".',
    );
  }
}

/** Whether a page of the console sent the request. */
export function isFromOwnPage(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { method, headers } = request;
  const isMarked = safeMethods.has(method) || headers['x-upshot-console'] === '1';
  if (isFramed(request)) return isMarked && headers['sec-fetch-site'] === 'same-origin';
  return isMarked && isSameOrigin(headers, publicUrl);
}

/**
 * Whether a page of the console that is in a frame sent the request. Browsers send the cookie of such pages with
 * foreign requests, too, but let no foreign page add this header.
 */
export function isFramed({ headers }: FastifyRequest): boolean {
  return headers['x-upshot-framed'] === '1';
}

/** Browsers leave `sec-fetch-site` out over plain http, except to this machine. */
function isSameOrigin(headers: FastifyRequest['headers'], publicUrl: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const source = headers.origin ?? headers.referer;
  if (source === undefined || !URL.canParse(source)) return false;
  const { host } = new URL(source);
  return host === headers.host || (publicUrl !== undefined && host === new URL(publicUrl).host);
}
