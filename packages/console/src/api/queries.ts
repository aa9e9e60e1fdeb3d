import { queryOptions } from '@tanstack/react-query';
import { call, type Args } from './client.ts';
import type { Operation } from './operation.ts';

/** The query of TanStack Query that asks an operation of the API. */
export function ask<P extends object, Q extends object, B, A>(
  operation: Operation<P, Q, B, A>,
  args: Pick<Args<P, Q, B>, 'params' | 'query'> = {},
) {
  return queryOptions({
    queryKey: [operation.path, args.params ?? {}, args.query ?? {}],
    queryFn: ({ signal }) => call(operation, { ...args, signal }),
  });
}
