import { isEventTypeName } from '@upshot/event-types/catalogue';
import { suggestEventType } from './suggest-event-type.ts';

/**
 * Warns of each entry of an integration's `events` that is neither a glob nor in the catalogue: it may well be the
 * type of a producer's own activities, or mistyped.
 */
export function warnAboutEvents(events: readonly string[]): string[] {
  return events.flatMap((event, index) => {
    if (event.includes('*') || isEventTypeName(event)) return [];
    const meant = suggestEventType(event);
    const help = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    return [
      `events[${index}]: "${event}" is not in the catalogue of event types; only custom activities can have it.${help}`,
    ];
  });
}
