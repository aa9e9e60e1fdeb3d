import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { locateId } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { ProblemView } from '../../parts/problem-view.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { linkTo } from './link-to.ts';

const route = getRouteApi('/signed-in/go/$id');

/** Leads to what has an id, so that logs and mails can link without knowing what it is. */
export function GoPage() {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(ask(locateId, { params: { id } }));
  const [first, ...others] = data ?? [];
  if (first !== undefined && others.length === 0) return <Navigate {...linkTo(first, id)} replace />;
  return (
    <main className="alone">
      <title>{`${makeVisible(id)} · Upshot`}</title>
      <h1>
        <code>{makeVisible(id)}</code>
      </h1>
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <p className="hint">Searching …</p> : null}
      {data?.length === 0 ? (
        <p>No run, activity, integration or replay that you may see has this id. Old ones leave with time.</p>
      ) : null}
      <ul>
        {(data ?? []).map((location) => (
          <li key={`${location.kind} ${location.project}`}>
            <Link {...linkTo(location, id)}>
              {location.kind} in {location.project}
            </Link>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/">Go to the first page</Link>
      </p>
    </main>
  );
}
