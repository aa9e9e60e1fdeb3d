import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { formatCount, formatDuration } from '../../format.ts';
import { ProblemView } from '../../parts/problem-view.tsx';
import { words } from '../../words.ts';
import { download } from '../../parts/download.ts';
import { ResultGrid } from './result-grid.tsx';
import type { TimedAnswer } from './sql-query.ts';
import { writeCsv } from './write-csv.ts';

/** What became of a query: its rows, or what is wrong with it, and where. */
export function SqlResult({
  answer: { data, error, isFetching, dataUpdatedAt, refetch },
  place,
}: {
  readonly answer: UseQueryResult<TimedAnswer>;
  readonly place: string | undefined;
}) {
  if (isFetching) return <p role="status">Working …</p>;
  if (error !== null) {
    return (
      <>
        {place === undefined ? null : <p className="banner">The mistake is at {place}.</p>}
        <ProblemView problem={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (data === undefined) return null;
  const { rows, truncated, tookMs } = data;
  return (
    <section aria-label="Answer">
      <div className="filters">
        <span role="status">
          {words.rows(rows.length)} in {formatDuration(tookMs)}
        </span>
        {truncated ? (
          <span className="badge warn">
            <span aria-hidden="true">!</span> more were left out after {formatCount(rows.length)}
          </span>
        ) : null}
        <span className="spacer" />
        <Button className="button" onPress={() => download('rows.csv', writeCsv(data))}>
          Download CSV
        </Button>
      </div>
      <ResultGrid key={dataUpdatedAt} answer={data} />
    </section>
  );
}
