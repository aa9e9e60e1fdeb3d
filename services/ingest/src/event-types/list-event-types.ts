import { eventTypeNames } from '@upshot/event-types/catalogue';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { describeEventType, eventTypeFields } from './event-type-document.ts';

/** Answers every event type of the catalogue. */
export function listEventTypes(link: Link) {
  return defineEndpoint({
    operationId: 'listEventTypes',
    summary: 'List the event types',
    description:
      'What Platform.sh knows, by name, old ones included. Activities of other types may be posted, too.',
    tag: 'activities',
    openTo: 'limited portals',
    answers: { 200: { description: 'The event types.', schema: Type.Array(Type.Object(eventTypeFields)) } },
    handle: () => eventTypeNames.map((type) => describeEventType(type, link)),
  });
}
