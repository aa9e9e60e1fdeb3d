import type { Accepted } from '../api/entities.ts';
import type { Terminal } from '../terminal.ts';

/** Shows what the server did as asked, and holds for a mistake. */
export function printWarnings(terminal: Terminal, { _embedded: embedded }: Accepted<unknown>): void {
  for (const warning of embedded?.warnings ?? []) terminal.note(`Warning: ${warning}`, 'yellow');
}
