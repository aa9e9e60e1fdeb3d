import { makeError } from '../make-error.ts';
import { apply, iteratorSymbol } from '../primordials.ts';

type Method = (...args: unknown[]) => unknown;

/** Visits what an iterable of a script gives. */
export function walk(iterable: unknown, visit: (item: unknown) => void): void {
  const isObject = typeof iterable === 'object' && iterable !== null;
  const method = isObject ? (iterable as Record<symbol, unknown>)[iteratorSymbol] : undefined;
  if (typeof method !== 'function') throw makeError('TypeError', 'this is not a list', walk);
  const iterator = apply(method as Method, iterable, []) as { next: Method };
  const { next } = iterator;
  for (;;) {
    const result = apply(next, iterator, []) as { done?: unknown; value: unknown };
    if (result.done) return;
    visit(result.value);
  }
}
