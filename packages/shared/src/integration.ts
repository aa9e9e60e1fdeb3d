import type { ActivityFacts } from './activity.ts';
import type { FindRefusal } from './condition/condition.ts';
import { matchesGlob } from './glob.ts';

export type ResultFilter = '*' | 'success' | 'failure';

/** When an integration wants to answer an activity. Each list holds names, `*`, or globs such as `environment.*`. */
export interface ActivityFilter {
  readonly events: readonly string[];
  readonly states: readonly string[];
  readonly environments: readonly string[];
  readonly excluded_environments: readonly string[];
  readonly result: ResultFilter;
  /** What must be true of the activity's fields, as `activity.payload.branch == "main"`. */
  readonly condition: string | null;
}

/** What an integration is called by. */
export interface NamedIntegration {
  readonly id: string;
  /** Unique in its project among those that were not deleted. */
  readonly name: string;
}

/** Since when (ISO 8601) an integration is paused, and the reason if one was given. */
export interface Pause {
  readonly at: string;
  readonly reason: string | null;
}

/** Whether an integration is called by this text: its id, or in upper or lower case its name. */
export function isCalled({ id, name }: NamedIntegration, text: string): boolean {
  return id === text || name.toLowerCase() === text.toLowerCase();
}

/** Finds the integration that is called by this text. An id goes before a name. */
export function findCalled<T extends NamedIntegration>(
  integrations: readonly T[],
  text: string,
): T | undefined {
  const byId = integrations.find(({ id }) => id === text);
  return byId ?? integrations.find((integration) => isCalled(integration, text));
}

/** Why an integration was skipped: the field that did not match, and a sentence for the person asking. */
export interface SkipReason {
  /** `integration`: it was sent to another one alone. */
  readonly field: keyof ActivityFilter | 'paused' | 'integration';
  readonly message: string;
}

/**
 * Returns why an integration does not answer `activity`, or undefined when it does. That it is paused is the reason
 * only where nothing else is: then the activity was missed. `findRefusal` decides by the activity as it was posted; it
 * is called only where all else matches.
 */
export function findSkipReason(
  filter: ActivityFilter & { readonly pause?: Pause | null },
  activity: ActivityFacts,
  findRefusal: FindRefusal,
): SkipReason | undefined {
  return (
    skippedByFacts(filter, activity) ?? skippedByCondition(filter, findRefusal) ?? skippedByPause(filter)
  );
}

/** Tells whether the condition decides: whether all else matches. */
export function dependsOnCondition(filter: ActivityFilter, activity: ActivityFacts): boolean {
  return filter.condition !== null && skippedByFacts(filter, activity) === undefined;
}

function skippedByFacts(filter: ActivityFilter, activity: ActivityFacts): SkipReason | undefined {
  return (
    skippedByEvents(filter, activity) ??
    skippedByStates(filter, activity) ??
    skippedByEnvironments(filter, activity) ??
    skippedByExclusion(filter, activity) ??
    skippedByResult(filter, activity)
  );
}

/** The type of an activity that tries one integration out: it is delivered once, and fires no other. */
export const PING_TYPE = 'integration.ping';

/** Activities that this system makes itself. An integration must name their kind, so that none fires itself forever. */
const ownKinds = ['integration.', 'health.'] as const;

function skippedByEvents(filter: ActivityFilter, { type }: ActivityFacts): SkipReason | undefined {
  const kind = ownKinds.find((prefix) => type.startsWith(prefix));
  const named = kind === undefined ? filter.events : filter.events.filter((event) => event.startsWith(kind));
  if (listMatches(named, type)) return undefined;
  if (kind !== undefined && listMatches(filter.events, type)) {
    const message = `type "${type}" fires only integrations whose events name "${kind}" (a guard against loops)`;
    return { field: 'events', message };
  }
  return { field: 'events', message: `type "${type}" is not in events ${show(filter.events)}` };
}

function skippedByStates(filter: ActivityFilter, { state }: ActivityFacts): SkipReason | undefined {
  if (listMatches(filter.states, state)) return undefined;
  return { field: 'states', message: `state "${state}" is not in states ${show(filter.states)}` };
}

/** Activities of the project as a whole have no environment: only the pattern `*` takes them. */
function skippedByEnvironments(filter: ActivityFilter, activity: ActivityFacts): SkipReason | undefined {
  const { environments } = activity;
  if (filter.environments.includes('*')) return undefined;
  if (environments.some((environment) => listMatches(filter.environments, environment))) return undefined;
  const subject = environments.length === 0 ? 'no environment' : `none of ${show(environments)}`;
  return { field: 'environments', message: `${subject} is in environments ${show(filter.environments)}` };
}

/** An activity of several environments is excluded when every one of them is. */
function skippedByExclusion(filter: ActivityFilter, activity: ActivityFacts): SkipReason | undefined {
  const { environments } = activity;
  if (environments.length === 0 || filter.excluded_environments.length === 0) return undefined;
  const isExcluded = (environment: string) => listMatches(filter.excluded_environments, environment);
  if (!environments.every(isExcluded)) return undefined;
  const message = `${show(environments)} is in excluded_environments ${show(filter.excluded_environments)}`;
  return { field: 'excluded_environments', message };
}

/**
 * Without a result, an activity has not failed. It counts as successful, since many producers send no result; unless it
 * was cancelled.
 */
function skippedByResult(filter: ActivityFilter, { result, state }: ActivityFacts): SkipReason | undefined {
  if (filter.result === '*' || result === filter.result) return undefined;
  if (result === null && filter.result === 'success' && state !== 'cancelled') return undefined;
  const subject = result === null ? `${state} without a result` : `result "${result}"`;
  return { field: 'result', message: `${subject} is not "${filter.result}"` };
}

function skippedByCondition(filter: ActivityFilter, findRefusal: FindRefusal): SkipReason | undefined {
  const message = filter.condition === null ? undefined : findRefusal(filter);
  return message === undefined ? undefined : { field: 'condition', message };
}

function skippedByPause({ pause }: { readonly pause?: Pause | null }): SkipReason | undefined {
  if (pause === undefined || pause === null) return undefined;
  const because = pause.reason === null ? '' : ` because ${pause.reason}`;
  const since = `${pause.at.slice(0, 19).replace('T', ' ')} UTC`;
  return { field: 'paused', message: `paused since ${since}${because}` };
}

function listMatches(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, text));
}

function show(list: readonly string[]): string {
  const shown = list.slice(0, 5).map((item) => JSON.stringify(item));
  return `[${shown.join(', ')}${list.length > 5 ? `, and ${list.length - 5} more` : ''}]`;
}
