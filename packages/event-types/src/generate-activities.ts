import type { ActivityState } from '@upshot/shared/activity';
import type { Activity } from './activity-schema.ts';
import { eventTypes, isEventTypeName, type EventTypeName } from './catalogue.ts';
import { createDraw } from './mix.ts';
import { createRandom, type Random } from './random.ts';
import { beginLife, renderActivity, type Life, type Stage } from './render-activity.ts';
import { createWorld, type World } from './world.ts';

/** The states that generated activities go through. */
type LivedState = Extract<ActivityState, 'pending' | 'in_progress' | 'complete' | 'cancelled'>;

export interface GenerateOptions {
  /** The same seed (with the same other options) makes the same activities. */
  readonly seed: string | number;
  /** How many to make: the same activity in another state counts again. */
  readonly count: number;
  /** The types to draw from; else the mix of a project that people work on. */
  readonly types?: readonly EventTypeName[];
  /** The id of the project (`demo`). */
  readonly project?: string;
  /** When the first is created (2026-01-05). */
  readonly from?: Date;
  /** The states to show (all four). Without `cancelled` none is cancelled. */
  readonly states?: readonly LivedState[];
}

/** An activity in one state, and when it gets there. */
interface Posting {
  readonly at: number;
  readonly life: Life;
  readonly stage: Stage;
}

const CANCELLED = 0.02;
const FAILED = 0.08;
const allStates: readonly LivedState[] = ['pending', 'in_progress', 'complete', 'cancelled'];

/**
 * Makes the activities of one project in the order in which a producer would post them: each id from pending to its
 * end, several at once, one at a time in an environment. Throws a RangeError for an unknown type, an empty list or a
 * count that is no whole number.
 */
export function* generateActivities(options: GenerateOptions): Generator<Activity, void> {
  checkOptions(options);
  const { seed, count, types, project = 'demo', from = defaultFrom, states = allStates } = options;
  const random = createRandom(`activities ${seed}`);
  const history = createHistory(random, createWorld(random, project, from.getTime()), createDraw(types));
  const waiting: Posting[] = [];
  let made = 0;
  let next = history(from.getTime());
  while (made < count) {
    const [first] = waiting;
    if (first !== undefined && first.at <= next.scene.at) {
      waiting.shift();
      yield renderActivity(first.life, first.stage);
      made++;
    } else {
      waiting.push(...postingsOf(next, random, states));
      waiting.sort((a, b) => a.at - b.at);
      next = history(next.scene.at + random.integer(2_000, 300_000) + random.integer(0, 999) / 1000);
    }
  }
}

const defaultFrom = new Date('2026-01-05T08:00:00Z');

function checkOptions({ count, types, states }: GenerateOptions): void {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`count must be a whole number, not ${count}.`);
  if (types?.length === 0) throw new RangeError('types must not be empty.');
  if (states?.length === 0) throw new RangeError('states must not be empty.');
  const unknown = types?.find((name) => !isEventTypeName(name));
  if (unknown !== undefined) throw new RangeError(`types: "${String(unknown)}" is not in the catalogue.`);
  const other = states?.find((state) => !allStates.includes(state));
  if (other !== undefined) throw new RangeError(`states: "${other}" is none of ${allStates.join(', ')}.`);
}

/** Begins one activity after the other; in one environment each waits for the one before. */
function createHistory(random: Random, world: World, draw: readonly EventTypeName[]): (at: number) => Life {
  const freeAt = new Map<string, number>();
  return (at) => {
    const name = random.pick(draw);
    const scene = world.scene(eventTypes[name].scope, at);
    const where = eventTypes[name].scope === 'project' ? '' : scene.environment.id;
    const life = beginLife(name, scene, freeAt.get(where));
    freeAt.set(where, life.endedAt);
    if (life.story.newHead !== undefined) world.moveHead(scene.environment.id, life.story.newHead);
    return life;
  };
}

function postingsOf(life: Life, random: Random, states: readonly LivedState[]): readonly Posting[] {
  const isCancelled = random.chance(CANCELLED) && states.includes('cancelled');
  const result = random.chance(FAILED) || isCancelled ? 'failure' : 'success';
  const ended = isCancelled ? 'cancelled' : 'complete';
  const all: readonly Posting[] = [
    { at: life.scene.at, life, stage: { state: 'pending', result: null } },
    { at: life.startedAt, life, stage: { state: 'in_progress', result: null } },
    { at: life.endedAt, life, stage: { state: ended, result } },
  ];
  return all.filter(({ stage }) => states.some((state) => state === stage.state));
}
