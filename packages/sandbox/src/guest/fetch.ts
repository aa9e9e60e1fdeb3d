import { callHost, reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeError } from './make-error.ts';
import { pairAt, pairsJson } from './pairs.ts';
import type { Pairs } from './pairs.ts';
import { findPlatformObject } from './platform-objects.ts';
import { makeResponse } from './response.ts';
import { append, isArray, lower, ownKeys, toText } from './primordials.ts';

const FORM_TYPE = 'application/x-www-form-urlencoded;charset=UTF-8';

/** Makes `fetch(url, options)`: it waits, and returns the response itself. Unknown options are ignored. */
export function makeFetch(bridge: Bridge): unknown {
  return function fetch(url: unknown, options?: Record<string, unknown> | null): object {
    const method = boundedText(options?.['method'] ?? 'GET', 'method', bridge, fetch);
    if (!isLetters(method)) throw makeError('TypeError', 'fetch: the method must be letters only', fetch);
    const target = boundedText(urlOf(url, fetch), 'url', bridge, fetch);
    const form = formOf(options?.['body']);
    const body = bodyText(form ?? options?.['body'], bridge, fetch);
    const pairs = headerPairs(options?.['headers'], fetch);
    if (form !== undefined && !hasName(pairs, 'content-type')) append(pairs, ['Content-Type', FORM_TYPE]);
    const headers = boundedText(pairsJson(pairs), 'headers', bridge, fetch);
    const redirect = redirectMode(options?.['redirect'], fetch);
    return makeResponse(
      bridge,
      callHost(bridge, 'fetch', { method, url: target, headers, redirect, body }) ?? '',
    );
  };
}

/** The text of a `URLSearchParams`, which tells its type. */
function formOf(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null ? findPlatformObject(body)?.form?.() : undefined;
}

function hasName(pairs: Pairs, name: string): boolean {
  for (let i = 0; i < pairs.length; i += 1) if (lower(pairAt(pairs, i)[0]) === name) return true;
  return false;
}

/** A variable that was never set is the commonest mistake, so it is named before anything is sent. */
function urlOf(url: unknown, above: unknown): unknown {
  const isMissing = url === undefined || url === null || url === '';
  if (!isMissing) return url;
  throw makeError('TypeError', `fetch: the URL is ${url === '' ? 'empty' : toText(url)}`, above);
}

function boundedText(value: unknown, argument: string, bridge: Bridge, above: unknown): string {
  const text = toText(value);
  const limit = reach(bridge.maxLength, 'fetch', argument);
  if (text.length <= limit) return text;
  throw makeError('RangeError', `fetch: the ${argument} may have ${limit} characters`, above);
}

function isLetters(text: string): boolean {
  const small = lower(text);
  for (let i = 0; i < small.length; i += 1) {
    const letter = small[i] as string;
    if (letter < 'a' || letter > 'z' || letter.length !== 1) return false;
  }
  return small !== '';
}

function redirectMode(redirect: unknown, above: unknown): string {
  const mode = redirect === undefined || redirect === null ? 'follow' : toText(redirect);
  if (mode === 'follow' || mode === 'manual' || mode === 'error') return mode;
  throw makeError('TypeError', `fetch: redirect must be "follow", "manual" or "error"`, above);
}

function bodyText(body: unknown, bridge: Bridge, above: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'object' || typeof body === 'function' || typeof body === 'symbol') {
    throw makeError(
      'TypeError',
      'fetch: the body must be a string; use JSON.stringify(…) for an object',
      above,
    );
  }
  const text = toText(body);
  if (text.length > reach(bridge.maxLength, 'fetch', 'body'))
    throw makeError('RangeError', 'fetch: the body is too large', above);
  return text;
}

function headerPairs(headers: unknown, above: unknown): Pairs {
  const pairs: Pairs = [];
  if (headers === undefined || headers === null) return pairs;
  if (typeof headers !== 'object') throw makeError('TypeError', 'fetch: headers must be an object', above);
  const source = headers as Record<string, unknown>;
  const keys = ownKeys(source);
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string | symbol;
    if (typeof key === 'symbol' || (isArray(headers) && key === 'length')) continue;
    const value = source[key];
    if (isArray(headers) && isArray(value)) append(pairs, [toText(value[0]), toText(value[1])]);
    else if (value !== undefined && value !== null) append(pairs, [key, toText(value)]);
  }
  return pairs;
}
