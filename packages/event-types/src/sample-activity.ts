import type { ActivityResult, ActivityState } from '@upshot/shared/activity';
import type { Activity } from './activity-schema.ts';
import { eventTypes, type EventTypeName } from './catalogue.ts';
import { createRandom } from './random.ts';
import { beginLife, renderActivity } from './render-activity.ts';
import { createWorld } from './world.ts';

/** How a sample may be asked for. */
export interface SampleOptions {
  readonly state?: ActivityState;
  /** Only for what has ended: success where nothing is said, failure when it was cancelled. */
  readonly result?: ActivityResult;
}

const sampleTime = Date.UTC(2026, 0, 31, 12);

/**
 * Makes the sample of a type, always the same: of the project `demo`, complete and successful unless asked otherwise.
 */
export function sampleActivity(
  name: EventTypeName,
  { state = 'complete', result }: SampleOptions = {},
): Activity {
  const random = createRandom(`sample ${name}`);
  const world = createWorld(createRandom('sample'), 'demo', sampleTime);
  const scene = { ...world.scene(eventTypes[name].scope, sampleTime), random };
  return renderActivity(beginLife(name, scene), { state, result: resultOf(state, result) });
}

/** The result a state may have: null until an activity has ended. */
function resultOf(state: ActivityState, wanted: ActivityResult = 'success'): ActivityResult | null {
  if (state === 'cancelled') return 'failure';
  return state === 'complete' ? wanted : null;
}
