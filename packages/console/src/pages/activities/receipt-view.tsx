import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { RunSummary } from '../../api/entities.generated.ts';
import {
  listActivityAttempts,
  listRunSummaries,
  type explainActivity,
} from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { formatDuration } from '../../format.ts';
import { useLive } from '../../shell/live.ts';
import { words } from '../../words.ts';
import { Waterfall } from './waterfall.tsx';

/** What ingest has answered about one state of an activity. */
export type Receipt = NonNullable<NonNullable<(typeof explainActivity)['types']>['answer']>[number];

/** What an activity fired, and why it did not fire the rest. */
export function ReceiptView({ project, receipt }: { readonly project: string; readonly receipt: Receipt }) {
  const { matched, skipped, activity } = receipt;
  const isLive = useLive();
  const { data: runs = [] } = useQuery({
    ...ask(listRunSummaries, { params: { project }, query: { activity: activity.id, count: 100 } }),
    enabled: matched.length > 0,
    refetchInterval: isLive ? 3000 : false,
  });
  const { data: attempts = [] } = useQuery({
    ...ask(listActivityAttempts, {
      params: { project, activity: activity.id },
      query: { state: activity.state },
    }),
    enabled: matched.length > 0,
    refetchInterval: isLive ? 3000 : false,
  });
  const fired = matched.map(({ integration, name, run }) => ({
    run,
    name: makeVisible(name ?? integration),
  }));
  return (
    <>
      <p className="lead">{summarize(receipt)}</p>
      <Waterfall recordedAt={receipt.recorded_at} fired={fired} attempts={attempts} />
      {matched.length === 0 ? null : <FiredTable project={project} matched={matched} runs={runs} />}
      {skipped.length === 0 ? null : <SkippedTable skipped={skipped} />}
    </>
  );
}

function summarize({ matched, skipped }: Receipt): string {
  if (matched.length === 0 && skipped.length === 0)
    return 'It fired nothing: the project had no integration when it was recorded.';
  if (matched.length === 0) return `It fired nothing: none of ${words.integrations(skipped.length)} matched.`;
  const rest = skipped.length === 0 ? '' : `, and not the other ${skipped.length}`;
  return `It fired ${words.integrations(matched.length)}${rest}.`;
}

function FiredTable({
  project,
  matched,
  runs,
}: {
  readonly project: string;
  readonly matched: Receipt['matched'];
  readonly runs: readonly RunSummary[];
}) {
  return (
    <ListTable caption="What it fired" columns={['Integration', 'Outcome', 'Attempt', 'Duration', 'Error']}>
      {matched.map(({ integration, name, run }) => (
        <FiredRow
          key={run}
          project={project}
          id={run}
          integration={makeVisible(name ?? integration)}
          run={runs.find(({ id }) => id === run)}
        />
      ))}
    </ListTable>
  );
}

function FiredRow({
  project,
  id,
  integration,
  run,
}: {
  readonly project: string;
  readonly id: string;
  readonly integration: string;
  readonly run: RunSummary | undefined;
}) {
  return (
    <tr>
      <td>
        <Link to="/p/$project/runs/$run" params={{ project, run: id }}>
          {integration}
        </Link>
      </td>
      <td>{run === undefined ? '…' : <OutcomeBadge run={run} />}</td>
      <td>{run?.attempt ?? ''}</td>
      <td>{run === undefined ? '' : formatDuration(run.duration_ms)}</td>
      <td className="wide">
        {run?.error === null || run === undefined ? '' : makeVisible(run.error.message)}
      </td>
    </tr>
  );
}

function SkippedTable({ skipped }: { readonly skipped: Receipt['skipped'] }) {
  return (
    <ListTable caption="What it did not fire, and why not" columns={['Integration', 'Filter', 'Why not']}>
      {skipped.map(({ integration, name, reason }) => (
        <tr key={integration}>
          <td>{makeVisible(name ?? integration)}</td>
          <td>{reason.field}</td>
          <td className="wide">{makeVisible(reason.message)}</td>
        </tr>
      ))}
    </ListTable>
  );
}
