import { send, type Args } from './client.ts';
import type { Operation } from './operation.ts';

/** A page of a list, and where the next one begins; undefined on the last page. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Asks for a page of a list. */
export async function callPage<P extends object, Q extends object, B, T>(
  operation: Operation<P, Q, B, readonly T[]>,
  args: Args<P, Q, B>,
): Promise<ListPage<T>> {
  const response = await send(operation, args);
  return { items: (await response.json()) as readonly T[], next: readNext(response.headers.get('link')) };
}

/** The cursor in a `Link` header, which names the next page by its query. */
function readNext(link: string | null): string | undefined {
  const [, query] = /<\?([^>]*)>; rel="next"/.exec(link ?? '') ?? [];
  return query === undefined ? undefined : (new URLSearchParams(query).get('cursor') ?? undefined);
}
