import type { VisibleError } from './host.ts';

/** What goes back into the slot: a value, nothing, or an error for the script. */
export type HostAnswer = readonly ['v', string] | readonly ['u'] | readonly ['x', string];

/** Makes the answer that a script gets as a thrown error. */
export function errorAnswer({ name, message }: VisibleError): HostAnswer {
  return ['x', JSON.stringify({ name, message })];
}

/** Makes the answer that a script gets as a value, or as `undefined`. */
export function valueAnswer(value: string | undefined | void): HostAnswer {
  return typeof value === 'string' ? ['v', value] : ['u'];
}
