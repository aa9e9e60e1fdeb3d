import { setTimeout as delay } from 'node:timers/promises';
import { busyness } from './machine.ts';

/**
 * Tries an assertion until it holds, and returns what it returns. Throws its last failure when it does not hold within
 * `withinMs` (30 s) of an idle machine; a busy machine gets as many times longer as tasks share a core.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 30_000 }: { readonly withinMs?: number } = {},
): Promise<T> {
  const startedAt = performance.now();
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() - startedAt > withinMs * busyness()) throw error;
    }
    await delay(pauseMs);
  }
}
