import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Page } from '../../shell/page.tsx';
import { documentQuery } from './api-document.ts';
import { SchemaView } from './schema-view.tsx';

const route = getRouteApi('/api-reference/schemas/$schema');

/** One of the named schemas. */
export function SchemaPage() {
  const { schema: name } = route.useParams();
  const { data, error, refetch } = useQuery(documentQuery);
  const schema = data?.schemas.get(name);
  return (
    <Page title={name}>
      <p>
        <Link to="/api-reference">All operations</Link>
      </p>
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {data === undefined ? <p className="hint">Loading …</p> : null}
      {data !== undefined && schema === undefined ? <p className="empty">There is no such schema.</p> : null}
      {schema === undefined ? null : <SchemaView schema={schema} />}
    </Page>
  );
}
