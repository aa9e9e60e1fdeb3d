import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { getDiagnosis } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { ProblemView } from '../../parts/problem-view.tsx';
import { words } from '../../words.ts';

/** Which version answers, and what it is made of. */
export function AboutTab() {
  const { data, error, refetch } = useQuery(ask(getDiagnosis));
  if (error !== null) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <p className="hint">Loading …</p>;
  const { version, workers, token } = data;
  return (
    <>
      <dl className="facts">
        <dt>Version</dt>
        <dd>{version}</dd>
        <dt>Workers</dt>
        <dd>
          {`${words.workers(workers.alive)} alive`}
          {workers.versions.length === 0 ? '' : `, of version ${workers.versions.join(', ')}`}
        </dd>
        <dt>Your token</dt>
        <dd>
          <code>{token.id}</code>
          {`, of scope ${token.scope}, good for ${token.project ?? 'every project'}`}
        </dd>
      </dl>
      <ul>
        <li>
          <Link to="/api-reference">API reference</Link>
        </li>
        <li>
          <a href="licenses.md">Licenses of what is bundled in this page</a>
        </li>
      </ul>
    </>
  );
}
