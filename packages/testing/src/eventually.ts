import { setTimeout as delay } from 'node:timers/promises';

/**
 * Tries an assertion until it holds, and returns what it returns. Throws its last failure when it does not hold in
 * time: half a minute, for a machine that has a lot else to do.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 30_000 }: { readonly withinMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(pauseMs);
  }
}
