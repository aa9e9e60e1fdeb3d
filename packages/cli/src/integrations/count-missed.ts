import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { ReplayPlan } from '../api/entities.ts';

const MOST_COUNTED = 10_000;

/** Says how many activities an integration missed between two times; undefined when there are too many to search. */
export async function countMissed(
  api: Api,
  integration: string,
  times: { readonly from: string; readonly to: string },
): Promise<string | undefined> {
  const request = { filter: times, integrations: [integration], limit: MOST_COUNTED, dry_run: true };
  try {
    const { count, truncated } = await api.send<ReplayPlan>('POST', ['replays'], request);
    const noun = count.runs === 1 ? 'activity' : 'activities';
    return `${truncated ? 'more than ' : ''}${count.runs} ${noun}`;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 400) return undefined;
    throw error;
  }
}
