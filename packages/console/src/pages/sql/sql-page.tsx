import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { CodeEditor } from '../../parts/code-editor/code-editor.tsx';
import { IgnoredFilters } from '../../parts/ignored-filters.tsx';
import { Page } from '../../shell/page.tsx';
import '../../styles/sql.css';
import { describePlace, findMistake } from './find-mistake.ts';
import { SavedQueries } from './saved-queries.tsx';
import { SqlActions } from './sql-actions.tsx';
import { columnsQuery, createSqlLanguage, readViews } from './sql-language.ts';
import { sqlQuery } from './sql-query.ts';
import { SqlResult } from './sql-result.tsx';
import { useAskedQuery } from './use-asked-query.ts';
import { ViewsList } from './views-list.tsx';

const route = getRouteApi('/signed-in/p/$project/sql');

/** Queries of analysts. The query that was run stands in the address. */
export function SqlPage() {
  const search = route.useSearch();
  const { query = '', rows = '1000' } = search;
  const navigate = route.useNavigate();
  const asked = useAskedQuery(query, (text) => void navigate({ search: { ...search, query: text } }));
  const answer = useQuery(sqlQuery(asked.asked, Number(rows)));
  const columns = useQuery(sqlQuery(columnsQuery, 1000));
  const views = useMemo(() => (columns.data === undefined ? [] : readViews(columns.data)), [columns.data]);
  const language = useMemo(() => createSqlLanguage(views), [views]);
  const isUnchanged = asked.typed === asked.asked;
  const mistakes = useMemo(
    () => (isUnchanged ? findMistake(asked.asked, answer.error) : []),
    [isUnchanged, asked.asked, answer.error],
  );
  const [mistake] = mistakes;
  const run = () => {
    if (isUnchanged) void answer.refetch();
    else asked.change(asked.typed);
  };
  return (
    <Page title="SQL" actions={<SavedQueries onChoose={asked.change} />}>
      <IgnoredFilters search={search} />
      <CodeEditor
        label="Query"
        value={asked.typed}
        language={language}
        mistakes={mistakes}
        onChange={asked.setTyped}
        onRun={run}
      />
      <SqlActions
        rows={rows}
        onRows={(chosen) => void navigate({ search: { ...search, rows: chosen } })}
        onRun={asked.typed.trim() === '' ? undefined : run}
      />
      {asked.isTooLong ? (
        <p className="banner warn">This query is too long for the address: a link does not hold it.</p>
      ) : null}
      {asked.asked.trim() === '' ? (
        <NoQuery />
      ) : (
        <SqlResult
          answer={answer}
          place={mistake === undefined ? undefined : describePlace(asked.asked, mistake.from)}
        />
      )}
      <ViewsList views={views} />
    </Page>
  );
}

function NoQuery() {
  return (
    <p className="empty">
      Name a range of time, such as <code>ended_at &gt; now() - interval &apos;1 day&apos;</code>: rows are
      kept by day. On a command line: <code>upshot log:query &quot;…&quot;</code>.
    </p>
  );
}
