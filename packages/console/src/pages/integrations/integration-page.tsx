import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Integration } from '../../api/entities.generated.ts';
import { getIntegration } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useSession } from '../../parts/use-session.ts';
import { makeVisible } from '../../parts/visible-text.ts';
import { RunsList } from '../runs/runs-list.tsx';
import { Page } from '../../shell/page.tsx';
import { words } from '../../words.ts';
import { describeFilter } from './describe-filter.ts';
import { IntegrationFacts } from './integration-facts.tsx';
import { PauseButton, ResumeButton } from './pause-buttons.tsx';
import type { IntegrationTab } from './integrations-search.ts';
import { PingButton } from './ping-button.tsx';
import { SettingsTab } from './settings/settings-tab.tsx';
import { StorageTab } from './storage/storage-tab.tsx';
import { VariablesTab } from './variables/variables-tab.tsx';

const route = getRouteApi('/signed-in/p/$project/integrations/$integration');

/** One integration: when it runs, what it runs, and with which variables. */
export function IntegrationPage() {
  const params = route.useParams();
  const search = route.useSearch();
  const { data: integration, error, refetch } = useQuery(ask(getIntegration, { params }));
  return (
    <Page
      title={integration === undefined ? 'Integration' : makeVisible(integration.name)}
      actions={integration === undefined ? undefined : <Actions {...params} shown={integration} />}
    >
      <IgnoredFilters search={search} />
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {integration === undefined ? null : (
        <Shown {...params} tab={search.tab ?? 'overview'} shown={integration} />
      )}
    </Page>
  );
}

interface ShownProps {
  readonly project: string;
  readonly integration: string;
  readonly shown: Integration;
}

function Actions({ shown, ...params }: ShownProps) {
  const { canOperate, isPortal } = useSession();
  // Kept here: the button that resumes is gone as soon as it has.
  const [recovered, setRecovered] = useState<number>();
  if (!canOperate || shown.paused_at === undefined) return null;
  return (
    <>
      {shown.type === 'webhook' && shown.paused_at === null && !isPortal ? (
        <PingButton params={params} />
      ) : null}
      {shown.paused_at === null ? (
        <PauseButton params={params} />
      ) : (
        <ResumeButton params={params} onResumed={setRecovered} />
      )}
      <span role="status">
        {recovered === undefined ? '' : `${words.runs(recovered)} made for what was missed`}
      </span>
    </>
  );
}

function Shown({ shown, tab, ...params }: ShownProps & { readonly tab: IntegrationTab }) {
  const { isPortal } = useSession();
  const isScript = shown.script !== undefined;
  const tabs = [
    ['overview', 'Overview'],
    ...(isScript ? [['script', 'Script'] as const] : []),
    ['runs', shown.type === 'webhook' ? 'Deliveries' : 'Runs'],
    ...(isPortal || shown.events === undefined ? [] : [['variables', 'Variables'] as const]),
    ...(isScript && !isPortal ? [['storage', 'Storage'] as const] : []),
    ['settings', 'Settings'],
  ] as const;
  return (
    <>
      <p className="lead">{makeVisible(describeFilter(shown) ?? 'Reports changes of health.')}</p>
      <Tabs label="Parts of the integration" tabs={tabs} current={tab} />
      {tab === 'overview' ? <IntegrationFacts shown={shown} /> : null}
      {tab === 'script' && isScript ? (
        <>
          <p>
            <Link to="/p/$project/integrations/$integration/script" params={params}>
              Edit and try
            </Link>
            {' · '}
            <Link to="/p/$project/integrations/$integration/versions" params={params}>
              Versions
            </Link>
          </p>
          <pre className="source">{makeVisible(shown.script)}</pre>
        </>
      ) : null}
      {tab === 'runs' ? (
        <RunsList
          project={params.project}
          search={{ integration: shown.id }}
          empty={<p className="empty">It has not run yet.</p>}
        />
      ) : null}
      {tab === 'variables' && !isPortal ? <VariablesTab params={params} /> : null}
      {tab === 'storage' && isScript && !isPortal ? <StorageTab params={params} /> : null}
      {tab === 'settings' ? <SettingsTab params={params} integration={shown} /> : null}
    </>
  );
}
