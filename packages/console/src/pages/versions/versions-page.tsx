import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { listScriptVersions } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { useSession } from '../../parts/use-session.ts';
import { Page } from '../../shell/page.tsx';
import '../../styles/sql.css';
import { Comparison } from './comparison.tsx';
import { VersionsTable } from './versions-table.tsx';

const route = getRouteApi('/signed-in/p/$project/integrations/$integration/versions');

const SHOWN = 100;

/** The versions of a script: how their runs ended, and what differs between two. */
export function VersionsPage() {
  const params = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { canChange } = useSession();
  const { data, error, refetch } = useQuery(ask(listScriptVersions, { params, query: { count: SHOWN } }));
  const versions = data ?? [];
  const current = versions.find((version) => version.is_current)?.version;
  const to = search.to ?? current;
  const from = search.from ?? versions.find(({ version }) => version !== to)?.version ?? to;
  const choose = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change } });
  return (
    <Page title="Versions of a script">
      <IgnoredFilters search={search} />
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      <p>
        <Link to="/p/$project/integrations/$integration" params={params} search={{ tab: 'script' }}>
          The integration
        </Link>
      </p>
      {versions.length === 0 ? null : (
        <VersionsTable
          versions={versions}
          from={from}
          to={to}
          onChoose={choose}
          rollBack={canChange && current !== undefined ? { params, current } : undefined}
        />
      )}
      {versions.length < SHOWN ? null : <p className="hint">Older ones: upshot integration:versions.</p>}
      {from === undefined || to === undefined ? null : <Comparison params={params} from={from} to={to} />}
    </Page>
  );
}
