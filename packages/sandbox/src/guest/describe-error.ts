import { inspect, inspectErrorParts } from './inspect.ts';
import { slice, stringifyJson, toText } from './primordials.ts';

/** Longer stacks are cut before they leave the isolate. */
export const MAX_STACK = 16_384;
const MAX_MESSAGE = 8_192;

/**
 * Turns any thrown value into the JSON of `{ name, message, stack, parts }`. It runs in the isolate and within the
 * time limit, because a thrown object may answer with getters, Proxies or loops.
 */
export function describeError(thrown: unknown): string {
  const isObject = (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function';
  const looksLikeError = isObject && readText(thrown, 'message') !== undefined;
  const name = (looksLikeError && readText(thrown, 'name')) || 'Error';
  const message = looksLikeError ? (readText(thrown, 'message') ?? '') : wordsOf(thrown);
  const stack = (looksLikeError && readText(thrown, 'stack')) || `${name}: ${message}`;
  return stringifyJson({
    __proto__: null,
    name: slice(name, 0, 200),
    message: slice(message, 0, MAX_MESSAGE),
    stack: slice(stack, 0, MAX_STACK),
    parts: looksLikeError ? inspectErrorParts(thrown) : '',
  });
}

function readText(thrown: unknown, key: 'name' | 'message' | 'stack'): string | undefined {
  try {
    const value = (thrown as Record<string, unknown>)[key];
    return value === undefined || value === null ? undefined : toText(value);
  } catch {
    return undefined;
  }
}

function wordsOf(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? thrown : inspect(thrown);
  } catch {
    return '[unreadable]';
  }
}
