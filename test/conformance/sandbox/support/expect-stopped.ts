import type { Ending, Limits } from '@upshot/sandbox/sandbox';
import { expect } from 'vitest';
import { printed, type Arena } from './arena.ts';

/** A hostile script and what it does, for `test.each`. */
export type Row = readonly [name: string, source: string];

/** The endings of hostile work: stopped by a limit, refused by the language, or dead with its slot. */
const STOPPED: readonly Ending['kind'][] = ['timed_out', 'out_of_memory', 'crashed', 'failed'];

/** Runs a hostile script: it must begin, be stopped, cost this process no memory and leave no trace. */
export async function expectStopped(
  { attack, expectNoTrace }: Pick<Arena, 'attack' | 'expectNoTrace'>,
  [name, source]: Row,
  limits: Partial<Limits> = {},
): Promise<void> {
  const before = process.memoryUsage.rss();
  const attacked = await attack(`console.log('begun'); ${source}`, { integrationId: name, limits });
  expect(STOPPED).toContain(attacked.execution.ending.kind);
  expect(printed(attacked)[0]).toBe('begun');
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 2 ** 20);
  await expectNoTrace(name);
}
