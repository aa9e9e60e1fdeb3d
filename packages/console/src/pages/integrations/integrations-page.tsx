import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Integration } from '../../api/entities.generated.ts';
import { listIntegrations } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { IntegrationLink } from '../../parts/integration-link.tsx';
import { Badge } from '../../parts/badge.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { Page } from '../../shell/page.tsx';
import { describeFilter } from './describe-filter.ts';

const route = getRouteApi('/signed-in/p/$project/integrations');

/** What a project wants done, and when. Paused integrations come first. */
export function IntegrationsPage() {
  const { project } = route.useParams();
  const { data, error, refetch } = useQuery(ask(listIntegrations, { params: { project } }));
  return (
    <Page title="Integrations">
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {data === undefined || data.length === 0 ? null : (
        <IntegrationsTable project={project} integrations={data} />
      )}
      {data?.every(reportsHealth) ? <FirstSteps /> : null}
    </Page>
  );
}

function IntegrationsTable({
  project,
  integrations,
}: {
  readonly project: string;
  readonly integrations: readonly Integration[];
}) {
  const sorted = integrations.toSorted((one, other) => Number(isPaused(other)) - Number(isPaused(one)));
  return (
    <ListTable columns={['Integration', 'Type', 'State', 'When']}>
      {sorted.map((integration) => (
        <tr key={integration.id}>
          <td>
            <IntegrationLink project={project} id={integration.id} name={integration.name} />
          </td>
          <td>{integration.type}</td>
          <td>
            <PauseBadge integration={integration} />
          </td>
          <td className="wide">{makeVisible(describeFilter(integration) ?? 'Reports changes of health.')}</td>
        </tr>
      ))}
    </ListTable>
  );
}

/** Whether an integration is active or paused. */
export function PauseBadge({ integration }: { readonly integration: Integration }) {
  return isPaused(integration) ? <Badge tone="warn">paused</Badge> : <Badge tone="good">active</Badge>;
}

function isPaused({ paused_at }: Integration): boolean {
  return typeof paused_at === 'string';
}

/** Whether an integration answers no activities. */
function reportsHealth(integration: Integration): boolean {
  return describeFilter(integration) === undefined;
}

function FirstSteps() {
  return (
    <div className="empty">
      <p>No integration of this project answers activities yet. Add a script:</p>
      <pre>upshot integration:add --type script --file script.js --events environment.push</pre>
    </div>
  );
}
