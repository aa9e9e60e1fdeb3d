import { queryOptions } from '@tanstack/react-query';
import { send } from '../../api/client.ts';
import { runSql } from '../../api/operations.generated.ts';
import { readAnswer, type SqlAnswer } from './read-answer.ts';

/** The answer of a query, and how long it took. */
export interface TimedAnswer extends SqlAnswer {
  readonly tookMs: number;
}

/** Runs a query. Its answer is kept until it is run again: going back shows it at once. */
export function sqlQuery(query: string, limit: number) {
  return queryOptions({
    queryKey: ['sql', query, limit],
    queryFn: async ({ signal }): Promise<TimedAnswer> => {
      const startedAt = performance.now();
      const answer = await send(runSql, { body: { query, limit }, signal });
      const text = await answer.text();
      return { ...readAnswer(text), tookMs: performance.now() - startedAt };
    },
    staleTime: Infinity,
    retry: false,
    enabled: query.trim() !== '',
  });
}
