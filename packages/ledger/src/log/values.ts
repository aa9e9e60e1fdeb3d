import { storable } from '@upshot/shared/storable';
import type { LoggedRequest } from '@upshot/shared/logged-request';
import type { OutputLine } from '@upshot/shared/outcome';

/** Milliseconds, rounded to the microsecond. */
export function toMicroseconds(milliseconds: number | null | undefined): number | null {
  return milliseconds === null || milliseconds === undefined ? null : Math.round(milliseconds * 1000) / 1000;
}

/** PostgreSQL's integers end at 2^31 - 1. */
export function toInteger(value: number | undefined): number | null {
  return value === undefined ? null : Math.max(0, Math.min(Math.trunc(value) || 0, 2 ** 31 - 1));
}

/** Text that PostgreSQL accepts; null where there is none. */
export function toText(text: string | undefined): string | null {
  return text === undefined ? null : storable(text);
}

/** A line of output as `output_index` has it. */
export function indexLine({ at_ms, level, text }: OutputLine): [atMs: number, level: string, length: number] {
  return [at_ms, level, text.length];
}

/** A request whose texts PostgreSQL accepts. */
export function describeRequest([atMs, method, url, result, ...rest]: LoggedRequest): LoggedRequest {
  const shown = typeof result === 'string' ? storable(result) : result;
  return [atMs, storable(method), storable(url), shown, ...rest];
}
