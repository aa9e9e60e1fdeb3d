import type { Api } from './api.ts';

const LARGEST_PAGE = 100;

/** How much of a list is wanted: its first items, or all of them. */
export interface ListSize {
  readonly limit: number;
  readonly all?: true;
}

/** Reads what a query finds: the first `limit` items, or all of them, page after page. */
export async function readList<T>(
  api: Api,
  path: Parameters<Api['pages']>[0],
  query: Parameters<Api['pages']>[1],
  { limit, all }: ListSize,
): Promise<T[]> {
  const items: T[] = [];
  for await (const page of api.pages<T>(path, { ...query, count: all === true ? LARGEST_PAGE : limit })) {
    items.push(...page);
    if (all !== true) return items.slice(0, limit);
  }
  return items;
}
