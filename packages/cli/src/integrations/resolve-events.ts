import { nearest } from '@upshot/shared/nearest';
import { Option } from 'commander';
import { standsFor } from '../activities/activity-types.ts';
import type { Api } from '../api/api.ts';
import type { EventType } from '../api/entities.ts';
import { Failure } from '../failure.ts';

export interface EventOptions {
  readonly allowUnknownEvents?: true;
}

/** Lets `--events` name the types of a producer's own activities. */
export const eventOptions: readonly Option[] = [
  new Option('--allow-unknown-events', 'accept --events that are not in event-type:list'),
];

/**
 * Returns the properties of an integration with every known event type in full: `push` becomes `environment.push`.
 * Throws a Failure for an unknown event unless `allowUnknownEvents` is set. Globs and `health.` types pass as they are.
 */
export async function resolveEvents(
  api: Api,
  properties: Readonly<Record<string, unknown>>,
  { allowUnknownEvents = false }: { readonly allowUnknownEvents?: boolean },
): Promise<Record<string, unknown>> {
  const { events } = properties;
  if (!Array.isArray(events)) return { ...properties };
  const words = events.map((event) => String(event).replaceAll('%', '*'));
  if (words.every(isUnchecked)) return { ...properties, events: words };
  const known = (await api.get<EventType[]>(['event-types'])).map(({ type }) => type);
  const expanded = words.map((word) => ({ word, types: isUnchecked(word) ? [word] : expand(word, known) }));
  const unknown = expanded.filter(({ types }) => types.length === 0).map(({ word }) => word);
  if (unknown.length > 0 && !allowUnknownEvents) throw unknownEvents(unknown, known);
  const types = expanded.flatMap((event) => (event.types.length === 0 ? [event.word] : event.types));
  return { ...properties, events: [...new Set(types)] };
}

function isUnchecked(word: string): boolean {
  return word.includes('*') || word.startsWith('health.');
}

function expand(word: string, known: readonly string[]): readonly string[] {
  return known.includes(word) ? [word] : known.filter((type) => standsFor(word, type));
}

function unknownEvents(words: readonly string[], known: readonly string[]): Failure {
  const lines = words.map((word) => {
    const meant = nearest(word, known);
    return `Unknown event: ${word}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
  });
  const hint = 'upshot event-type:list shows the known ones; --allow-unknown-events accepts others.';
  return new Failure([...lines, hint].join('\n'));
}
