import { categoryOf, eventTypes, type EventTypeName } from '@upshot/event-types/catalogue';
import type { EventType } from '@upshot/event-types/event-type';
import { Type } from 'typebox';
import type { Link } from '../http/paging/link.ts';
import { links } from '../http/schemas.ts';

/** An event type as a list answers it. */
export const eventTypeFields = {
  type: Type.String(),
  title: Type.String(),
  description: Type.String({ description: 'One sentence.' }),
  category: Type.Enum(['project', 'environment', 'environment_type', 'integration', 'maintenance']),
  deprecated: Type.Union([Type.String(), Type.Null()], {
    description: 'Why it is old, and what came instead; null for what is not.',
  }),
  _links: links,
};

/** Describes an event type. */
export function describeEventType(type: EventTypeName, link: Link) {
  const { title, description, deprecated }: EventType = eventTypes[type];
  const self = { href: link('event-types', type) };
  return {
    type,
    title,
    description,
    category: categoryOf(type),
    deprecated: deprecated ?? null,
    _links: { self },
  };
}
