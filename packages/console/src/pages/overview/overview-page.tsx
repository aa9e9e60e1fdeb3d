import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Integration, RunSums } from '../../api/entities.generated.ts';
import { countRuns, listIntegrations, listRunSummaries, sumUpRuns } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { formatCount, formatDuration, formatShare } from '../../format.ts';
import { IntegrationLink } from '../../parts/integration-link.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Time } from '../../parts/time.tsx';
import { useLive } from '../../shell/live.ts';
import { Page } from '../../shell/page.tsx';
import { useNews } from '../../stream/use-news.ts';
import { outcomes, words } from '../../words.ts';
import { RunsTable } from '../runs/runs-table.tsx';
import { Histogram } from './histogram.tsx';
import { describeProject, sumUp } from './summarize.ts';

const route = getRouteApi('/signed-in/p/$project/overview');

const failures = outcomes.filter((outcome) => outcome !== 'succeeded' && outcome !== 'cancelled');

/** How a project is: in a sentence, in a chart of the last day, and by integration. */
export function OverviewPage() {
  const { project } = route.useParams();
  const params = { project };
  const queries = [
    ask(countRuns, { params }),
    ask(listIntegrations, { params }),
    ask(listRunSummaries, { params, query: { outcome: failures, count: 5 } }),
    ask(sumUpRuns, { params }),
  ] as const;
  const isLive = useLive();
  const client = useQueryClient();
  const { everyMs = 0 } = useNews(project, () => {
    for (const { queryKey } of queries) void client.invalidateQueries({ queryKey });
  });
  const refetchInterval = isLive ? everyMs : false;
  const counted = useQuery({ ...queries[0], refetchInterval });
  const integrations = useQuery({ ...queries[1], refetchInterval });
  const failed = useQuery({ ...queries[2], refetchInterval });
  const sums = useQuery({ ...queries[3], refetchInterval });
  const problem = counted.error ?? integrations.error ?? failed.error ?? sums.error;
  if (problem !== null) {
    return (
      <Page title="Overview">
        <ProblemView problem={problem} onRetry={() => void counted.refetch()} />
      </Page>
    );
  }
  if (!counted.isSuccess || !integrations.isSuccess || !failed.isSuccess || !sums.isSuccess)
    return <Page title="Overview">Loading …</Page>;
  const { from, counts, buckets } = counted.data;
  const byOutcome = counts.filter(({ by }) => by === 'outcome');
  const day = sumUp(byOutcome.map(({ key, count }) => ({ outcome: key ?? '', count })));
  return (
    <Page title="Overview">
      <p className="lead">{describeProject(integrations.data, day)}</p>
      <Histogram from={from} buckets={buckets} />
      <IntegrationsTable project={project} integrations={integrations.data} sums={sums.data.integrations} />
      <h2>What went wrong last</h2>
      {failed.data.length === 0 ? <p className="empty">No run has failed.</p> : null}
      {failed.data.length === 0 ? null : <RunsTable project={project} runs={failed.data} />}
    </Page>
  );
}

function IntegrationsTable({
  project,
  integrations,
  sums,
}: {
  readonly project: string;
  readonly integrations: readonly Integration[];
  readonly sums: readonly RunSums[];
}) {
  return (
    <ListTable
      caption="Integrations"
      columns={['Integration', 'Type', 'Last outcome', 'Runs in 24 hours', 'Failed', 'p95']}
    >
      {integrations.map((integration) => (
        <tr key={integration.id}>
          <td>
            <IntegrationLink project={project} id={integration.id} name={integration.name} />
          </td>
          <td>{integration.type}</td>
          <td>
            <State integration={integration} />
          </td>
          <SumCells sum={sums.find((sum) => sum.integration === integration.id)} />
        </tr>
      ))}
    </ListTable>
  );
}

/** The number says what the bars show. */
function SumCells({ sum }: { readonly sum: RunSums | undefined }) {
  const { runs = 0, failed = 0, p95_ms = null, parts = [] } = sum ?? {};
  return (
    <>
      <td className="nowrap">
        <Sparkline parts={parts} /> {formatCount(runs)}
      </td>
      <td>{runs === 0 ? '' : `${formatShare(failed / runs)} failed`}</td>
      <td className="nowrap">{p95_ms === null ? '' : `p95 ${formatDuration(p95_ms)}`}</td>
    </>
  );
}

function State({ integration }: { readonly integration: Integration }) {
  const { paused_at, last_outcome, failing_since } = integration;
  if (typeof paused_at === 'string') return <Badge tone="warn">paused</Badge>;
  if (failing_since !== null) {
    return (
      <>
        <Badge tone="bad">failing</Badge> since <Time iso={failing_since} isRelative />
      </>
    );
  }
  if (last_outcome === null) return <Badge tone="quiet">has not run</Badge>;
  return <Badge tone={last_outcome === 'succeeded' ? 'good' : 'bad'}>{words.outcomes[last_outcome]}</Badge>;
}
