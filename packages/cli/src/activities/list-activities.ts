import { toTimestamp } from '@upshot/shared/timestamp';
import type { Api } from '../api/api.ts';
import type { Activity } from '../api/entities.ts';
import { expandType, standsFor } from './activity-types.ts';
import type { ActivityFilter } from './filter.ts';

const LARGEST_PAGE = 100;

/**
 * Returns the newest activities a filter wants, page by page. What the server can select it selects; wildcards,
 * exclusions and environments are selected here.
 */
export async function listActivities(api: Api, filter: ActivityFilter): Promise<Activity[]> {
  const isWanted = clientFilter(filter);
  const found: Activity[] = [];
  const pages = api.pages<Activity>(['activities'], {
    ...serverFilter(filter),
    starts_at: filter.start === undefined ? undefined : toTimestamp(filter.start),
    count: isWanted === undefined ? Math.min(LARGEST_PAGE, filter.limit) : LARGEST_PAGE,
  });
  for await (const page of pages) {
    found.push(...page.filter((activity) => isWanted?.(activity) ?? true));
    if (found.length >= filter.limit) break;
  }
  return found.slice(0, filter.limit);
}

function serverFilter(filter: ActivityFilter) {
  const words = filter.type ?? [];
  return {
    type: words.some(isPattern) ? undefined : [...new Set(words.flatMap(expandType))],
    state: filter.incomplete === true ? ['in_progress', 'pending'] : filter.state,
    result: filter.result,
  };
}

function clientFilter({ type = [], excludeType = [], environment }: ActivityFilter) {
  if (!type.some(isPattern) && excludeType.length === 0 && environment === undefined) return undefined;
  return (activity: Activity) =>
    (type.length === 0 || isAny(type, activity.type)) &&
    !isAny(excludeType, activity.type) &&
    (environment === undefined || environment.some((id) => activity.environments?.includes(id)));
}

function isAny(words: readonly string[], type: string): boolean {
  return words.some((word) => standsFor(word, type));
}

function isPattern(word: string): boolean {
  return /[*%]/.test(word);
}
