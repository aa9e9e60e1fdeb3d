import { ConfigFault } from './config-fault.ts';

/**
 * Waits for two checks of a start, which run side by side, and returns what they found. Throws one `ConfigFault` with
 * the mistakes of both.
 */
export async function runChecks<A, B>(one: Promise<A>, other: Promise<B>): Promise<readonly [A, B]> {
  const results = await Promise.allSettled([one, other]);
  const faults = results.flatMap((result): unknown[] =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  const lines = faults.flatMap((fault) => {
    if (!(fault instanceof ConfigFault)) throw fault;
    return fault.lines;
  });
  if (lines.length > 0) throw new ConfigFault(lines, { cause: faults[0] });
  return await Promise.all([one, other]);
}
