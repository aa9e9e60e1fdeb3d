import type { Integration } from '../../api/entities.generated.ts';
import { formatCount } from '../../format.ts';
import { words } from '../../words.ts';

/** How many runs of the last day ended how. */
export interface DayCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly pending: number;
}

/** Sums up counts by outcome. Cancelled runs neither succeeded nor failed. */
export function sumUp(counts: readonly { readonly outcome: string; readonly count: number }[]): DayCounts {
  const sum = (isWanted: (outcome: string) => boolean) =>
    counts.reduce((total, { outcome, count }) => total + (isWanted(outcome) ? count : 0), 0);
  return {
    succeeded: sum((outcome) => outcome === 'succeeded'),
    failed: sum((outcome) => !['succeeded', 'pending', 'cancelled'].includes(outcome)),
    pending: sum((outcome) => outcome === 'pending'),
  };
}

/** How the project is, in words. */
export function describeProject(
  integrations: readonly Pick<Integration, 'failing_since' | 'paused_at'>[],
  { succeeded, failed, pending }: DayCounts,
): string {
  const failing = integrations.filter(({ failing_since }) => failing_since !== null).length;
  const paused = integrations.filter(({ paused_at }) => typeof paused_at === 'string').length;
  const states = [
    failing === 0 ? 'No integration is failing.' : `${words.integrations(failing)} failing.`,
    paused === 0 ? '' : `${words.integrations(paused)} paused.`,
    pending === 0 ? 'Nothing waits.' : `${words.runs(pending)} waiting.`,
    `In the last 24 hours ${formatCount(succeeded)} succeeded and ${formatCount(failed)} failed.`,
  ];
  return states.filter((state) => state !== '').join(' ');
}
