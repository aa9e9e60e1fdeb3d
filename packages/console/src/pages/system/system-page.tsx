import { useQuery } from '@tanstack/react-query';
import type { Operation } from '../../api/operation.ts';
import { getScaling, listLanes, listWorkers } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { ProblemView } from '../../parts/problem-view.tsx';
import { useLive } from '../../shell/live.ts';
import { Page } from '../../shell/page.tsx';
import { describeFlow } from './describe-flow.ts';
import { LanesTable } from './lanes-table.tsx';
import { WorkersTable } from './workers-table.tsx';

const REFRESH_MS = 5000;
const SHOWN_LANES = 50;

/** Who does the work of all projects, and what waits for it. */
export function SystemPage() {
  const scaling = useFresh(getScaling, {});
  const workers = useFresh(listWorkers, {});
  const lanes = useFresh(listLanes, { count: SHOWN_LANES });
  const failed = [scaling, workers, lanes].find(({ error }) => error !== null);
  return (
    <Page title="System">
      {failed === undefined ? null : (
        <ProblemView problem={failed.error} onRetry={() => void failed.refetch()} />
      )}
      {scaling.data === undefined ? null : <p>{describeFlow(scaling.data)}</p>}
      <h2>Workers</h2>
      {workers.data === undefined ? (
        <p className="hint">Loading …</p>
      ) : (
        <WorkersTable workers={workers.data} />
      )}
      <h2>Lanes with due runs</h2>
      {lanes.data === undefined ? (
        <p className="hint">Loading …</p>
      ) : (
        <LanesTable lanes={lanes.data} isCut={lanes.data.length >= SHOWN_LANES} />
      )}
    </Page>
  );
}

/** Asks again every few seconds, until live fetching is paused. */
function useFresh<Q extends object, A>(operation: Operation<object, Q, undefined, A>, query: Q) {
  const isLive = useLive();
  return useQuery({ ...ask(operation, { query }), refetchInterval: isLive ? REFRESH_MS : false });
}
