import type { Activity } from '../api/entities.ts';

/** Whether nothing more will happen to an activity. */
export function hasEnded({ state }: Pick<Activity, 'state'>): boolean {
  return state === 'complete' || state === 'cancelled';
}
