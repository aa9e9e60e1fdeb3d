import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

/** Creates the cache of answers. `onSignedOut` is called when an answer says that the session is over. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (fault) => {
        if (fault instanceof ApiProblem && fault.status === 401) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        retry: (failures, fault) => isPassing(fault) && failures < 5,
        retryDelay: (failures, fault) => retryAfterMs(fault) ?? Math.min(1000 * 2 ** failures, 30_000),
        staleTime: 2000,
        refetchOnWindowFocus: false,
      },
    },
  });
}

/** What a further try may fix: no answer, or one of an overloaded or restarting server. */
function isPassing(fault: unknown): boolean {
  return fault instanceof ApiProblem && [0, 429, 502, 503, 504].includes(fault.status);
}

function retryAfterMs(fault: unknown): number | undefined {
  if (!(fault instanceof ApiProblem) || fault.retryAfterSeconds === undefined) return undefined;
  return fault.retryAfterSeconds * 1000;
}
