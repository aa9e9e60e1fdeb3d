import { Link } from '@tanstack/react-router';
import type { RunSummary } from '../../api/entities.generated.ts';
import { formatDuration } from '../../format.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { LongText } from '../../parts/long-text.tsx';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';
import { listAround } from './run-list-state.ts';
import type { RunSelection } from './use-run-selection.ts';

/** One row a run; two lines on a small screen. With a selection, each row has a box. */
export function RunsTable({
  project,
  runs,
  selection,
}: {
  readonly project: string;
  readonly runs: readonly RunSummary[];
  readonly selection?: RunSelection | undefined;
}) {
  const ids = runs.map(({ id }) => id);
  const columns = ['Time', 'Outcome', 'Integration', 'Activity', 'Duration', 'First line'];
  return (
    <ListTable columns={selection === undefined ? columns : ['Selected', ...columns]}>
      {runs.map((run) => (
        <RunRow key={run.id} project={project} run={run} ids={ids} selection={selection} />
      ))}
    </ListTable>
  );
}

function RunRow({
  project,
  run,
  ids,
  selection,
}: {
  readonly project: string;
  readonly run: RunSummary;
  readonly ids: readonly string[];
  readonly selection: RunSelection | undefined;
}) {
  return (
    <tr>
      {selection === undefined ? null : (
        <td>
          <input
            type="checkbox"
            aria-label={`Select run ${run.id}`}
            checked={selection.ids.has(run.id)}
            onClick={({ shiftKey }) => selection.toggle(run.id, shiftKey ? ids : undefined)}
            // Clicking does it: it knows of the Shift key.
            onChange={() => undefined}
          />
        </td>
      )}
      <td className="nowrap">
        <Link to="/p/$project/runs/$run" params={{ project, run: run.id }} state={listAround(ids, run.id)}>
          <Time iso={run.created_at} isRelative />
        </Link>
      </td>
      <td>
        <OutcomeBadge run={run} />
      </td>
      <td>{makeVisible(run.integration_name)}</td>
      <td>{makeVisible(run.activity_type)}</td>
      <td className="nowrap">{formatDuration(run.duration_ms)}</td>
      <td className="wide">
        <LongText text={firstText(run)} label="The whole text" />
      </td>
    </tr>
  );
}

/** The error says more than the output. */
function firstText({ error, first_line: printed }: RunSummary): string {
  return error === null ? printed : `${error.name}: ${error.message}`;
}
