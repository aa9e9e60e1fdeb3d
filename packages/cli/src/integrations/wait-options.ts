import { Option } from 'commander';
import { followLog } from '../activities/follow-log.ts';
import type { Accepted } from '../api/entities.ts';
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

/** Shows the logs of the activities that carry out a change; throws when one of them failed. */
export async function waitForChange(
  terminal: Terminal,
  { api }: ProjectApi,
  { _embedded: embedded }: Accepted<unknown>,
  { wait }: WaitOptions,
): Promise<void> {
  if (!wait) return;
  for (const { id } of embedded?.activities ?? []) {
    const log = followLog(api.within('activities', id), { refreshSeconds: 1 });
    for await (const { message } of log) terminal.note(message.replace(/\n$/, ''));
    const activity = await api.get<{ result: string | null }>(['activities', id]);
    if (activity.result === 'failure') throw new Failure(`The activity ${id} failed.`);
  }
}
