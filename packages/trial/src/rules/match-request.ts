import type { FetchRequest } from '@upshot/sandbox/sandbox';
import { isObject } from '@upshot/shared/json-object';
import { matchesGlob } from '@upshot/shared/glob';
import type { BodyPattern, RequestPattern } from './rules.ts';
import { matchesUrlGlob } from './url-glob.ts';

type Compared = Pick<FetchRequest, 'method' | 'url' | 'headers' | 'body'>;

/** Tells whether a request is as a pattern says. */
export function matchesRequest(pattern: RequestPattern, request: Compared): boolean {
  return findDifference(pattern, request) === undefined;
}

/** Names the first part of a request that is not as a pattern says: `method`, `url`, `header accept`, `body`. */
export function findDifference(pattern: RequestPattern, request: Compared): string | undefined {
  const { method, url, headers = {}, body } = pattern;
  if (method !== undefined && method !== '*' && method.toUpperCase() !== request.method.toUpperCase())
    return 'method';
  if (url !== undefined && !matchesUrl(url, request.url)) return 'url';
  const wrong = Object.entries(headers).find(([name, glob]) => !hasHeader(request, name, glob));
  if (wrong !== undefined) return `header ${wrong[0]}`;
  return body === undefined || matchesBody(body, request.body ?? '') ? undefined : 'body';
}

/** A pattern without `?` leaves the query out of account. */
export function matchesUrl(pattern: string, url: string): boolean {
  const expression = expressionOf(pattern);
  const { href = url, pathname } = URL.parse(url) ?? {};
  const spellings = [url, href, ...(pathname === '/' ? [href.replace(/\/(?=$|[?#])/, '')] : [])];
  if (expression !== undefined) return spellings.some((text) => expression.test(text));
  const compared = pattern.includes('?') ? spellings : spellings.map(withoutQuery);
  return [...new Set(compared)].some((text) => matchesUrlGlob(pattern, text));
}

/** Reads a regular expression between slashes; undefined for a glob. Throws a SyntaxError for one that is none. */
export function expressionOf(pattern: string): RegExp | undefined {
  const [, source, flags] = EXPRESSION.exec(pattern) ?? [];
  return source === undefined ? undefined : new RegExp(source, flags);
}

const EXPRESSION = /^\/(.+)\/(i?)$/s;

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

function hasHeader({ headers }: Compared, name: string, glob: string): boolean {
  const wanted = name.toLowerCase();
  return headers.some(([key, value]) => key.toLowerCase() === wanted && matchesGlob(glob, value));
}

function matchesBody(pattern: BodyPattern, body: string): boolean {
  if (typeof pattern === 'string') return matchesGlob(pattern, body);
  const { json, contains = [] } = pattern;
  if (![contains].flat().every((text) => body.includes(text))) return false;
  if (json === undefined) return true;
  try {
    return matchesJson(json, JSON.parse(body));
  } catch {
    return false;
  }
}

/** Texts of a pattern are globs. Of an object the named properties count; of a list all items. */
export function matchesJson(pattern: unknown, value: unknown): boolean {
  if (typeof pattern === 'string') return typeof value === 'string' && matchesGlob(pattern, value);
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value) || value.length !== pattern.length) return false;
    return pattern.every((item, index) => matchesJson(item, value[index]));
  }
  if (!isObject(pattern)) return pattern === value;
  if (!isObject(value)) return false;
  return Object.entries(pattern).every(
    ([key, inner]) => Object.hasOwn(value, key) && matchesJson(inner, value[key]),
  );
}
