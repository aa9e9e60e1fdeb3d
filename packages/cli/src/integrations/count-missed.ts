import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { ReplayPlan } from '../api/entities.ts';

const MOST_COUNTED = 10_000;

/** How many activities were missed: more than `count` when it is truncated. */
export interface Missed {
  readonly count: number;
  readonly isTruncated: boolean;
}

/** Counts the activities an integration missed between two times; undefined when there are too many to search. */
export async function countMissed(
  api: Api,
  integration: string,
  times: { readonly from: string; readonly to: string },
): Promise<Missed | undefined> {
  const request = { filter: times, integrations: [integration], limit: MOST_COUNTED, dry_run: true };
  try {
    const { count, truncated } = await api.send<ReplayPlan>('POST', ['replays'], request);
    return { count: count.runs, isTruncated: truncated };
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 400) return undefined;
    throw error;
  }
}
