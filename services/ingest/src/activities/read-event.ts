import { createHash } from 'node:crypto';
import {
  activityResults,
  activityStates,
  type ActivityFacts,
  type ActivityResult,
  type ActivityState,
} from '@upshot/shared/activity';
import { isObject } from '@upshot/shared/json-object';
import type { FieldFault } from '../http/problems/explain-fault.ts';
import { readTimestamp } from '../http/read-timestamp.ts';
import { findChoiceFault, findNameFault, type ReadActivity } from './read-activity.ts';

/** Everything that is read of an event: attributes of CloudEvents, and three extensions of ours. */
export const eventAttributes = [
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'state',
  'result',
  'environment',
  'data',
  'data_base64',
] as const;

type Attribute = (typeof eventAttributes)[number];

const MAX_LENGTH = 128;

/** Reads an event in the JSON format of CloudEvents 1.0 as an activity; its further attributes may be any. */
export function readEvent(value: unknown, field: string): ReadActivity {
  if (!isObject(value)) return { faults: [{ field, message: 'must be a CloudEvent: a JSON object' }] };
  const given = (name: Attribute) => (Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined);
  const faults = findFaults(given, field);
  if (faults.length > 0) return { faults };
  const environment = given('environment') as string | undefined;
  const facts: ActivityFacts = {
    id: activityIdOf(given('source') as string, given('id') as string),
    type: given('type') as string,
    state: (given('state') ?? 'complete') as ActivityState,
    result: (given('result') ?? null) as ActivityResult | null,
    environments: environment === undefined ? [] : [environment],
  };
  return { facts, createdAt: readTimestamp(given('time')) };
}

function findFaults(given: (name: Attribute) => unknown, field: string): readonly FieldFault[] {
  const optional = (name: Attribute, find: (value: unknown) => string | undefined) => {
    const value = given(name);
    return value === undefined ? undefined : find(value);
  };
  const found: readonly (readonly [Attribute, string | undefined])[] = [
    ['specversion', given('specversion') === '1.0' ? undefined : 'must be "1.0"'],
    ['id', findTextFault(given('id'))],
    ['source', findTextFault(given('source'))],
    ['type', findNameFault(given('type'), MAX_LENGTH)],
    ['time', optional('time', findTimeFault)],
    ['state', optional('state', (value) => findChoiceFault(value, activityStates))],
    ['result', optional('result', (value) => findChoiceFault(value, activityResults))],
    ['environment', optional('environment', (value) => findNameFault(value, 255))],
    [
      'data_base64',
      optional('data_base64', () =>
        given('data') === undefined ? undefined : 'must not be given together with data',
      ),
    ],
  ];
  return found.flatMap(([name, message]) =>
    message === undefined ? [] : [{ field: field === '' ? name : `${field}.${name}`, message }],
  );
}

function findTextFault(value: unknown): string | undefined {
  if (value === undefined) return 'is required';
  return typeof value === 'string' && value !== '' ? undefined : 'must be a text that is not empty';
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

function findTimeFault(value: unknown): string | undefined {
  const isTime = typeof value === 'string' && rfc3339.test(value) && !Number.isNaN(Date.parse(value));
  return isTime ? undefined : 'must be a time of RFC 3339, such as 2026-01-31T12:00:00Z';
}

/**
 * Events are known by their source and id together, activities by their id. An id that activities cannot have is left
 * out: the hash stands for it.
 */
function activityIdOf(source: string, id: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex')
    .slice(0, 32);
  const readable = `${id}-${hash}`;
  return findNameFault(readable, MAX_LENGTH) === undefined ? readable : `event-${hash}`;
}
