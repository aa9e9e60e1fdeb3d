import { useQuery } from '@tanstack/react-query';
import { getScriptVersion } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { ProblemView } from '../../parts/problem-view.tsx';
import { SourceDiff } from '../../parts/source-diff.tsx';

/** What differs between two versions. */
export function Comparison({
  params,
  from,
  to,
}: {
  readonly params: { readonly project: string; readonly integration: string };
  readonly from: number;
  readonly to: number;
}) {
  const older = useQuery(ask(getScriptVersion, { params: { ...params, version: from } }));
  const newer = useQuery(ask(getScriptVersion, { params: { ...params, version: to } }));
  const problem = older.error ?? newer.error;
  if (problem !== null) return <ProblemView problem={problem} />;
  if (older.data === undefined || newer.data === undefined) return <p role="status">Loading …</p>;
  return (
    <section aria-labelledby="comparison">
      <h2 id="comparison">{`From version ${from} to version ${to}`}</h2>
      <SourceDiff from={older.data.source} to={newer.data.source} />
    </section>
  );
}
