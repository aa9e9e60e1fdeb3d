import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The wall clock of one service. */
export interface Clock {
  /** What the service is to be started with, beside other `NODE_OPTIONS`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly loader: string;
  /** From now on the clock is so far ahead of the machine's (negative: behind); 0: right. */
  set(aheadMs: number): Promise<void>;
}

/** Keeps a clock's position in a file. */
export async function createClock(file: string): Promise<Clock> {
  const set = (aheadMs: number) => writeFile(file, `${aheadMs}\n`);
  await set(0);
  const loader = join(import.meta.dirname, 'loaders', 'shift-clock.ts');
  return { environment: { UPSHOT_TEST_CLOCK: file }, loader, set };
}
