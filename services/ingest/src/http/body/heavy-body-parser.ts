import type { HeavyJson } from './heavy-json.ts';
import type { ParseRequest } from './parse-thread.ts';
import { createTenantThread } from './tenant-thread.ts';

/** Parses bodies with very many values in a thread of its own, so that the event loop answers other requests. */
export interface HeavyBodyParser extends AsyncDisposable {
  /** Waits for its turn: tenants take turns, and one body is parsed at a time. */
  parse(tenant: string, request: ParseRequest): Promise<HeavyJson>;
}

/** Creates the parser of one process. Its thread starts with the first heavy body, and again after it has failed. */
export function createHeavyBodyParser(): HeavyBodyParser {
  const thread = createTenantThread<ParseRequest, HeavyJson>(new URL('./parse-thread.ts', import.meta.url));
  return {
    parse: (tenant, request) => thread.ask(tenant, request),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  };
}
