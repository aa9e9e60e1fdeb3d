import { activityStates } from '@upshot/shared/activity';
import { warnAboutEvents } from '../event-types/warn-about-events.ts';
import { nearest } from '@upshot/shared/nearest';

/** Warns of names in a filter that Platform.sh does not have: they are allowed, and usually mistyped. */
export function warnAboutFilter({
  events,
  states,
}: {
  readonly events: readonly string[];
  readonly states: readonly string[];
}): string[] {
  return [...warnAboutEvents(events), ...warnAboutStates(states)];
}

function warnAboutStates(states: readonly string[]): string[] {
  return states.flatMap((state, index) => {
    if (state.includes('*') || activityStates.some((known) => known === state)) return [];
    const help = nearest(state, activityStates) ?? activityStates.join(', ');
    return [`states[${index}]: no activity is ever in the state "${state}". Did you mean ${help}?`];
  });
}
