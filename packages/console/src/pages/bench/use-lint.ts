import type { Diagnostic } from '@codemirror/lint';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { call } from '../../api/client.ts';
import { lintScript } from '../../api/operations.generated.ts';

/** How long after the last key a script is looked over. */
const QUIET_MS = 300;

/** What the server finds in a script, as it is typed. */
export function useLint(project: string, source: string, concurrency: number) {
  const [quiet, setQuiet] = useState(source);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(source), QUIET_MS);
    return () => clearTimeout(timer);
  }, [source]);
  const { data } = useQuery(lintQuery(project, quiet, concurrency));
  return useMemo(() => {
    const problems = data?.problems ?? [];
    // While something else stands there, its places would be wrong.
    const mistakes = data?.source === source ? problems.map((problem) => toDiagnostic(source, problem)) : [];
    return { problems, mistakes };
  }, [data, source]);
}

function lintQuery(project: string, source: string, concurrency: number) {
  return queryOptions({
    queryKey: ['lint', project, source, concurrency],
    queryFn: async ({ signal }) => {
      const answer = await call(lintScript, { params: { project }, body: { source, concurrency }, signal });
      return { ...answer, source };
    },
    enabled: source.trim() !== '',
    retry: false,
    staleTime: Infinity,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Problem extends Place {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly rule: string;
  readonly end: Place;
}

function toDiagnostic(source: string, { severity, message, rule, end, ...start }: Problem): Diagnostic {
  const from = offsetOf(source, start);
  return { from, to: Math.max(from, offsetOf(source, end)), severity, message: `${message} (${rule})` };
}

/** Lines end as in JavaScript, and the editor counts each of them as one letter. */
function offsetOf(source: string, { line, column }: Place): number {
  const lines = source.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  return Math.min(source.length, before + column - 1);
}
