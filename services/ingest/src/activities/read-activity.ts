import {
  activityResults,
  activityStates,
  type ActivityFacts,
  type ActivityResult,
  type ActivityState,
} from '@upshot/shared/activity';
import { isObject } from '@upshot/shared/json-object';
import type { FieldFault } from '../http/problems/explain-fault.ts';
import { MAX_ENVIRONMENTS } from '../http/body/list-limits.ts';
import { readTimestamp } from '../http/read-timestamp.ts';

/** What was read of a posted activity, or everything that is wrong with it. */
export type ReadActivity =
  | { readonly facts: ActivityFacts; readonly createdAt: Date | undefined }
  | { readonly faults: readonly FieldFault[] };

/** Everything that is read of an activity. */
export const activityProperties = [
  'id',
  'type',
  'state',
  'result',
  'environments',
  'project',
  'created_at',
] as const;

/**
 * Reads what deciding needs of a posted activity. Its type may be unknown and it may have any further field: only
 * what is named here is looked at. `field` names the activity in messages, such as `[3]`; it is empty for a single
 * one.
 */
export function readActivity(value: unknown, projectId: string, field: string): ReadActivity {
  if (!isObject(value)) return { faults: [{ field, message: 'must be an activity: a JSON object' }] };
  const faults: FieldFault[] = [];
  const at = (name: string) => (field === '' ? name : `${field}.${name}`);
  const check = (name: string, message: string | undefined) => {
    if (message !== undefined) faults.push({ field: at(name), message });
  };
  const given = (name: (typeof activityProperties)[number]) =>
    Object.hasOwn(value, name) ? value[name] : undefined;

  const [id, type, state, result] = [given('id'), given('type'), given('state'), given('result')];
  const environments = given('environments') ?? [];
  check('id', findIdFault(id));
  check('type', findNameFault(type, 128));
  check('state', findChoiceFault(state, activityStates));
  check(
    'result',
    result === undefined || result === null ? undefined : findChoiceFault(result, activityResults),
  );
  check('project', findProjectFault(given('project'), projectId));
  faults.push(...findEnvironmentFaults(environments, at('environments')));
  if (faults.length > 0) return { faults };

  const facts: ActivityFacts = {
    id: id as string,
    type: type as string,
    state: state as ActivityState,
    result: (result ?? null) as ActivityResult | null,
    environments: environments as string[],
  };
  return { facts, createdAt: readTimestamp(given('created_at')) };
}

/** The body is kept as it was posted, so an id that we made up would be one the script never sees: it must be given. */
function findIdFault(id: unknown): string | undefined {
  if (id === undefined) {
    return 'is required: any text of 1 to 128 characters, the same each time this activity changes its state';
  }
  if (id === '.' || id === '..') return 'must not be "." or "..", which no URL can address';
  return findNameFault(id, 128);
}

function findProjectFault(project: unknown, projectId: string): string | undefined {
  if (project === undefined || project === null || project === projectId) return undefined;
  return `must be the project of the path, "${projectId}", or be left out`;
}

function findEnvironmentFaults(environments: unknown, field: string): readonly FieldFault[] {
  if (!Array.isArray(environments)) return [{ field, message: 'must be a list of names' }];
  if (environments.length > MAX_ENVIRONMENTS) {
    return [{ field, message: `must not have more than ${MAX_ENVIRONMENTS} entries` }];
  }
  return environments.flatMap((environment: unknown, index) => {
    const message = findNameFault(environment, 255);
    return message === undefined ? [] : [{ field: `${field}[${index}]`, message }];
  });
}

/** Names are compared, indexed and shown: they are short and hold nothing invisible. */
export function findNameFault(name: unknown, maxLength: number): string | undefined {
  if (name === undefined) return 'is required';
  if (typeof name !== 'string') return 'must be text';
  if (name === '') return 'must not be empty';
  if (name.length > maxLength) return `must not have more than ${maxLength} characters`;
  if (/\p{Cc}/u.test(name)) return 'must not contain control characters';
  return name.isWellFormed() ? undefined : 'must not contain half of a surrogate pair';
}

export function findChoiceFault(value: unknown, choices: readonly string[]): string | undefined {
  if (value === undefined) return `is required: one of ${choices.join(', ')}`;
  return choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(', ')}`;
}
