import { eventTypeNames } from '@upshot/event-types/catalogue';
import { nearest } from '@upshot/shared/nearest';

/** The event type that was probably meant: `push` is short for environment.push, else the one that differs least. */
export function suggestEventType(text: string): string | undefined {
  const ending = `.${text.toLowerCase()}`;
  const isEnding = (name: string) => name.endsWith(ending);
  return (
    eventTypeNames.find((name) => name.startsWith('environment.') && isEnding(name)) ??
    eventTypeNames.find(isEnding) ??
    nearest(text, eventTypeNames)
  );
}
