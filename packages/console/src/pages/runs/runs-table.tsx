import { Link } from '@tanstack/react-router';
import type { RunSummary } from '../../api/entities.generated.ts';
import { formatDuration } from '../../format.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';

const LONGEST = 200;

/** One row a run; two lines on a small screen. */
export function RunsTable({
  project,
  runs,
}: {
  readonly project: string;
  readonly runs: readonly RunSummary[];
}) {
  return (
    <ListTable columns={['Time', 'Outcome', 'Integration', 'Activity', 'Duration', 'First line']}>
      {runs.map((run) => (
        <RunRow key={run.id} project={project} run={run} />
      ))}
    </ListTable>
  );
}

function RunRow({ project, run }: { readonly project: string; readonly run: RunSummary }) {
  return (
    <tr>
      <td className="nowrap">
        <Link to="/p/$project/runs/$run" params={{ project, run: run.id }}>
          <Time iso={run.created_at} isRelative />
        </Link>
      </td>
      <td>
        <OutcomeBadge run={run} />
      </td>
      <td>{makeVisible(run.integration_name)}</td>
      <td>{makeVisible(run.activity_type)}</td>
      <td className="nowrap">{formatDuration(run.duration_ms)}</td>
      <td className="wide">{makeVisible(firstLine(run))}</td>
    </tr>
  );
}

/** The error says more than the output. */
function firstLine({ error, first_line: printed }: RunSummary): string {
  const text = error === null ? printed : `${error.name}: ${error.message}`;
  const [line = ''] = text.split('\n', 1);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
