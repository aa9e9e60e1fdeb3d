import type { RunWithAttempts } from '../../api/entities.generated.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { RequestCells, requestColumns } from '../../parts/request-cells.tsx';
import { words } from '../../words.ts';

type Attempt = RunWithAttempts['attempts'][number];

/** The HTTP requests of every attempt that has ended, the newest attempt first. */
export function RequestsTable({ run }: { readonly run: RunWithAttempts }) {
  const attempts = run.attempts.toSorted((one, other) => other.attempt - one.attempt);
  if (attempts.length === 0) return <p className="empty">No attempt has ended yet.</p>;
  return attempts.map((attempt) => (
    <RequestsOfAttempt key={attempt.attempt} attempt={attempt} isOnly={attempts.length === 1} />
  ));
}

function RequestsOfAttempt({ attempt, isOnly }: { readonly attempt: Attempt; readonly isOnly: boolean }) {
  const { requests, fetches } = attempt;
  const name = isOnly ? 'The attempt' : `Attempt ${attempt.attempt}`;
  if (requests === null) return <p className="empty">{`${name} ${explainNone(attempt)}`}</p>;
  const isCut = fetches !== null && fetches > requests.length;
  return (
    <>
      {isCut ? (
        <p className="banner warn">{`${name} made ${words.requests(fetches)}; the first are kept.`}</p>
      ) : null}
      <ListTable
        caption={isOnly ? 'Requests' : `Requests of attempt ${attempt.attempt}`}
        columns={requestColumns}
      >
        {requests.map((request, index) => (
          // A request has no other identity than its place.
          <tr key={`${attempt.attempt}.${index}`}>
            <RequestCells request={request} />
          </tr>
        ))}
      </ListTable>
    </>
  );
}

function explainNone({ fetches, outcome }: Attempt): string {
  if (outcome === 'interrupted') return 'was interrupted: its requests are not known.';
  return fetches === null || fetches === 0 ? 'made no request.' : 'was logged before requests were kept.';
}
