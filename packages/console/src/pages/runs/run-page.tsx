import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunWithAttempts } from '../../api/entities.generated.ts';
import { getRun } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { formatBytes, formatDuration } from '../../format.ts';
import { ActivityLink } from '../../parts/activity-link.tsx';
import { IntegrationLink } from '../../parts/integration-link.tsx';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { LogView } from '../../parts/log-view/log-view.tsx';
import { useRunLog } from '../../parts/log-view/use-run-log.ts';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Time } from '../../parts/time.tsx';
import { useSession } from '../../parts/use-session.ts';
import { makeVisible } from '../../parts/visible-text.ts';
import { useLive } from '../../shell/live.ts';
import { Page } from '../../shell/page.tsx';
import { words } from '../../words.ts';
import { ReplayRunsButton } from './replay-button.tsx';
import { RunNeighbours } from './run-neighbours.tsx';
import { AttemptsTable } from './attempts-table.tsx';
import { RequestsTable } from './requests-table.tsx';

const route = getRouteApi('/signed-in/p/$project/runs/$run');

const tabs = [
  ['output', 'Output'],
  ['requests', 'Requests'],
  ['attempts', 'Attempts'],
] as const;

/** One run: how it ended, what it printed, and each of its attempts. */
export function RunPage() {
  const params = route.useParams();
  const search = route.useSearch();
  const isLive = useLive();
  const {
    data: run,
    error,
    refetch,
  } = useQuery({
    ...ask(getRun, { params }),
    refetchInterval: ({ state }) => (isLive && state.data?.state !== 'finished' ? 1000 : false),
  });
  const tab = search.tab ?? 'output';
  return (
    <Page title="Run" actions={<RunActions project={params.project} id={params.run} run={run} />}>
      <IgnoredFilters search={search} />
      {error === null ? null : <ProblemView problem={error} onRetry={() => void refetch()} />}
      {run === undefined ? null : <Summary project={params.project} run={run} />}
      {run === undefined ? null : <Tabs label="Parts of the run" tabs={tabs} current={tab} />}
      {run !== undefined && tab === 'output' ? <Output key={run.id} run={run} /> : null}
      {run !== undefined && tab === 'requests' ? <RequestsTable run={run} /> : null}
      {run !== undefined && tab === 'attempts' ? <AttemptsTable run={run} /> : null}
    </Page>
  );
}

function RunActions({
  project,
  id,
  run,
}: {
  readonly project: string;
  readonly id: string;
  readonly run: RunWithAttempts | undefined;
}) {
  const { canOperate } = useSession();
  return (
    <>
      <RunNeighbours project={project} run={id} />
      {run === undefined || !canOperate ? null : <ReplayRunsButton key={id} project={project} runs={[run]} />}
    </>
  );
}

function Summary({ project, run }: { readonly project: string; readonly run: RunWithAttempts }) {
  return (
    <>
      <dl className="facts">
        <dt>Outcome</dt>
        <dd>
          <OutcomeBadge run={run} />
          <Waiting says=" waits for its rate limit until " until={run.rate_limited_until} />
          <Waiting says=" next attempt " until={run.next_attempt_at} />
        </dd>
        <dt>Integration</dt>
        <dd>
          <IntegrationLink project={project} id={run.integration} name={run.integration_name} />
          {`, a ${run.integration_type}`}
          {run.script_version === null ? '' : `, version ${run.script_version}`}
        </dd>
        <dt>Activity</dt>
        <dd>
          <ActivityLink
            project={project}
            id={run.activity}
            state={run.activity_state}
            text={`${run.activity_type} ${run.activity}`}
          />
        </dd>
        <dt>Started</dt>
        <dd>{run.started_at === null ? 'not yet' : <Time iso={run.started_at} />}</dd>
        <dt>Duration</dt>
        <dd>
          {formatDuration(run.duration_ms)}
          {run.cpu_ms === null ? '' : ` · CPU ${formatDuration(run.cpu_ms)}`}
          {run.fetches === null ? '' : ` · ${words.requests(run.fetches)}`}
          {run.http_status === null ? '' : ` · HTTP status ${run.http_status}`}
          {run.isolation === null ? '' : ` · isolation ${run.isolation}`}
        </dd>
        <dt>Run</dt>
        <dd>
          <code>{run.id}</code>
          {run.worker === null ? '' : ` on ${run.worker}`}
        </dd>
        {run.trace_id === null ? null : (
          <>
            <dt>Trace</dt>
            <dd>
              <TraceId id={run.trace_id} url={run.trace_url} />
            </dd>
          </>
        )}
      </dl>
      <RunError error={run.error} />
    </>
  );
}

function Waiting({ says, until }: { readonly says: string; readonly until: string | null }) {
  if (until === null) return null;
  return (
    <>
      {says}
      <Time iso={until} />
    </>
  );
}

function TraceId({ id, url }: { readonly id: string; readonly url: string | null }) {
  const shown = <code>{id}</code>;
  return url === null ? (
    shown
  ) : (
    <a href={url} rel="noreferrer">
      {shown}
    </a>
  );
}

function RunError({ error }: Pick<RunWithAttempts, 'error'>) {
  if (error === null) return null;
  return (
    <div className="problem">
      <strong>{makeVisible(`${error.name}: ${error.message}`)}</strong>
      {error.line === null ? null : <p>{`Line ${error.line}, column ${error.column ?? 1}`}</p>}
      {error.stack === null ? null : <pre>{makeVisible(error.stack)}</pre>}
    </div>
  );
}

function Output({ run }: { readonly run: RunWithAttempts }) {
  const { project } = route.useParams();
  const { find } = route.useSearch();
  const navigate = route.useNavigate();
  const log = useRunLog(project, run.id);
  const [isLive] = useState(run.state === 'pending');
  return (
    <>
      {log.problem === undefined ? null : <ProblemView problem={log.problem} />}
      {run.output_omitted_bytes === 0 ? null : (
        <p className="banner warn">
          {`The script printed more than is kept: ${formatBytes(run.output_omitted_bytes)} of the middle are left out.`}
        </p>
      )}
      <LogView
        log={log}
        isLive={isLive}
        find={find}
        onFind={(text) =>
          void navigate({
            search: (former) => ({ ...former, find: text }),
            hash: true,
            state: true,
            replace: true,
          })
        }
      />
    </>
  );
}
