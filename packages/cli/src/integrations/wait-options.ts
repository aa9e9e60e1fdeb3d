import { Option } from 'commander';
import { followActivities } from '../activities/follow-activities.ts';
import type { Accepted, Activity } from '../api/entities.ts';
import type { ProjectApi } from '../choose-project.ts';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

export interface WaitOptions {
  readonly wait: boolean;
}

/** Whether to wait for the activities that carry out a change. */
export const waitOptions: readonly Option[] = [
  new Option('--wait', 'wait for the activities that carry this out').default(true),
  new Option('-W, --no-wait', 'do not wait for them'),
];

/** Waits for the activities that carry out a change, unless told not to, and returns those that failed. */
export async function waitForChange(
  terminal: Terminal,
  { api }: ProjectApi,
  { _embedded: embedded }: Accepted<unknown>,
  { wait }: WaitOptions,
): Promise<readonly Activity[]> {
  const ended = wait ? await followActivities(terminal, api, embedded?.activities ?? []) : [];
  return ended.filter(({ result }) => result === 'failure');
}

/** Throws when one of the activities waited for failed. */
export function rejectFailed(failed: readonly Activity[]): void {
  if (failed.length === 0) return;
  const noun = failed.length === 1 ? 'activity' : 'activities';
  throw new Failure(`The ${noun} ${failed.map(({ id }) => id).join(', ')} failed.`);
}
