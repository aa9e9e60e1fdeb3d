import { schemaOf } from '@upshot/event-types/activity-schema';
import { isEventTypeName, type EventTypeName } from '@upshot/event-types/catalogue';
import { sampleActivity } from '@upshot/event-types/sample-activity';
import type { ActivityResult, ActivityState } from '@upshot/shared/activity';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { activityResult, activityState } from '../activities/activity-schema.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { invalid } from '../http/validate.ts';
import { describeEventType, eventTypeFields } from './event-type-document.ts';
import { suggestEventType } from './suggest-event-type.ts';

const anyObject = Type.Object({}, { additionalProperties: true });

/** Answers one event type: the JSON Schema of its activities, and a sample in the state that is asked for. */
export function getEventType(link: Link) {
  return defineEndpoint({
    operationId: 'getEventType',
    summary: 'Read an event type',
    description:
      'The sample is complete and successful unless `state` or `result` say otherwise. It can be posted to the ' +
      'project "demo" as it is. Its id is always the same: to post it again, change the id.',
    tag: 'activities',
    openTo: 'limited portals',
    params: Type.Object({ type: Type.String({ minLength: 1, maxLength: 128 }) }),
    query: Type.Object({
      state: Type.Optional(activityState),
      result: Type.Optional(activityResult),
    }),
    answers: {
      200: {
        description: 'The event type.',
        schema: Type.Object({ ...eventTypeFields, schema: anyObject, sample: anyObject }),
      },
    },
    problems: ['event_type_not_found'],
    handle({ params, query: { state = 'complete', result } }) {
      const type = requireEventType(params.type);
      requireResultOf(state, result);
      const sample = sampleActivity(type, { state, ...(result === undefined ? {} : { result }) });
      return { ...describeEventType(type, link), schema: schemaOf(type), sample };
    },
  });
}

/** The event type of this name; throws the problem `event_type_not_found` when there is none. */
export function requireEventType(text: string): EventTypeName {
  if (isEventTypeName(text)) return text;
  const meant = suggestEventType(text);
  const help = meant === undefined ? 'GET /api/event-types lists all.' : `Did you mean "${meant}"?`;
  throw new Problem('event_type_not_found', `There is no event type "${text}" in the catalogue. ${help}`);
}

/** Only what has ended has a result, and what was cancelled has failed. */
export function requireResultOf(state: ActivityState, result: ActivityResult | undefined): void {
  if (result === undefined || state === 'complete') return;
  if (state === 'cancelled' && result === 'failure') return;
  const why = state === 'cancelled' ? 'what was cancelled has failed' : `there is none in state ${state}`;
  throw invalid([{ field: 'result', message: `must be left out: ${why}` }]);
}
