import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { getIntegration } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { useSession } from '../../parts/use-session.ts';
import { makeVisible } from '../../parts/visible-text.ts';
import { Page } from '../../shell/page.tsx';
import '../../styles/bench.css';
import type { Chosen, State } from './activity-choice.tsx';
import { Bench } from './bench.tsx';
import { isScript } from './script-integration.ts';

const route = getRouteApi('/signed-in/p/$project/integrations/$integration/script');

/** The bench of a script: edit it, try it, publish it. */
export function BenchPage() {
  const params = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { canChange } = useSession();
  const { data: integration, error, refetch } = useQuery(ask(getIntegration, { params }));
  const choose = (chosen: Chosen) =>
    void navigate({ search: toSearch(chosen), replace: chosen.kind === 'pasted' });
  return (
    <Page title={integration === undefined ? 'Script' : `Script of ${makeVisible(integration.name)}`}>
      <IgnoredFilters search={search} />
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {canChange ? null : <p className="banner">To edit and try scripts takes a token of scope admin.</p>}
      {integration !== undefined && integration.script === undefined ? (
        <p className="empty">This integration has no script.</p>
      ) : null}
      {canChange && isScript(integration) ? (
        <Bench params={params} integration={integration} addressed={fromSearch(search)} onChoose={choose} />
      ) : null}
    </Page>
  );
}

interface Search {
  readonly sample?: string | undefined;
  readonly activity?: string | undefined;
  readonly state?: string | undefined;
}

function fromSearch({ sample, activity, state }: Search): Chosen {
  if (activity !== undefined) {
    return { kind: 'recorded', id: activity, state: (state ?? 'complete') as State };
  }
  return { kind: 'sample', type: sample ?? 'environment.push' };
}

function toSearch(chosen: Chosen): Search {
  if (chosen.kind === 'sample') return { sample: chosen.type };
  return chosen.kind === 'recorded' ? { activity: chosen.id, state: chosen.state } : {};
}
