import { toTimestamp } from '@upshot/shared/timestamp';
import { newId } from '@upshot/shared/id';
import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { Entity, EventTypeWithSample } from '../api/entities.ts';

/** The server, and the project whose activity it is to be. */
export interface SampleSource {
  readonly api: Api;
  readonly project: string | undefined;
}

interface Variant {
  readonly state?: string;
  readonly result?: string;
}

const times = ['created_at', 'updated_at', 'started_at', 'completed_at', 'cancelled_at'];

/** Returns the server's sample of an activity type, in a state and with a result, as an activity of `project`. */
export async function getSample(
  { api, project }: SampleSource,
  type: string,
  { state, result }: Variant,
): Promise<Entity> {
  const { sample } = await api.get<EventTypeWithSample>(['event-types', type], { state, result });
  return project === undefined ? sample : { ...sample, project };
}

/**
 * Returns the JSON text of a new activity of a type, for trying out: the server's sample as if it had just ended, under
 * an id of its own. Of a type the server has no sample of: the smallest complete activity.
 */
export async function sampleActivity(source: SampleSource, type: string, variant: Variant): Promise<string> {
  try {
    const sample = await getSample(source, type, variant);
    return JSON.stringify(shiftToNow({ ...sample, id: newId() }));
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 404) throw error;
    return smallestActivity(type);
  }
}

/** Moves all times by as much as makes the latest of them now, so that how long it took stays true. */
function shiftToNow(activity: Entity): Entity {
  const given = times.flatMap((name) => {
    const time = Date.parse(String(activity[name]));
    return Number.isNaN(time) ? [] : [[name, time] as const];
  });
  const shift = Date.now() - Math.max(...given.map(([, time]) => time));
  const shifted = given.map(([name, time]) => [name, toTimestamp(new Date(time + shift))] as const);
  return { ...activity, ...Object.fromEntries(shifted) };
}

function smallestActivity(type: string): string {
  const now = toTimestamp(new Date());
  return JSON.stringify({
    id: newId(),
    type,
    created_at: now,
    updated_at: now,
    started_at: now,
    completed_at: now,
    state: 'complete',
    result: 'success',
    completion_percent: 100,
    environments: [],
    parameters: {},
    timings: {},
    payload: {},
    description: null,
    text: null,
    log: null,
  });
}
