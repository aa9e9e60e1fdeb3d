import type { RunWithAttempts } from '../../api/entities.generated.ts';
import { formatDuration } from '../../format.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';
import { Time } from '../../parts/time.tsx';
import { makeVisible } from '../../parts/visible-text.ts';

/** Every attempt that has ended, the newest first, each with its own error. */
export function AttemptsTable({ run }: { readonly run: RunWithAttempts }) {
  const attempts = run.attempts.toSorted((one, other) => other.attempt - one.attempt);
  if (attempts.length === 0) return <p className="empty">No attempt has ended yet.</p>;
  return (
    <ListTable columns={['Attempt', 'Outcome', 'Started', 'Duration', 'HTTP status', 'Error']}>
      {attempts.map((attempt) => (
        <tr key={attempt.attempt}>
          <td>{attempt.attempt}</td>
          <td>
            <OutcomeBadge run={{ ...attempt, state: 'finished' }} />
          </td>
          <td>{attempt.started_at === null ? '–' : <Time iso={attempt.started_at} />}</td>
          <td>{formatDuration(attempt.duration_ms)}</td>
          <td>{attempt.http_status ?? ''}</td>
          <td className="wide">
            {attempt.error === null ? '' : makeVisible(`${attempt.error.name}: ${attempt.error.message}`)}
          </td>
        </tr>
      ))}
    </ListTable>
  );
}
