import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '../../../api/client.ts';
import { previewFilter } from '../../../api/operations.generated.ts';
import { ProblemView } from '../../../parts/problem-view.tsx';
import { makeVisible } from '../../../parts/visible-text.ts';
import { words } from '../../../words.ts';
import { readLines } from './setting-fields.ts';

const LOOKED_AT = 100;
const SETTLE_MS = 300;

/** The texts of the fields of a filter, by name. */
export type FilterTexts = Readonly<Record<string, string>>;

/** How many of the last activities the filter would have matched as it is typed. */
export function FilterPreview({ project, texts }: { readonly project: string; readonly texts: FilterTexts }) {
  const body = useSettled({
    events: [...readLines(texts['events'] ?? '')],
    states: [...readLines(texts['states'] ?? '')],
    environments: [...readLines(texts['environments'] ?? '')],
    excluded_environments: [...readLines(texts['excluded_environments'] ?? '')],
    result: resultOf(texts['result']),
    last: LOOKED_AT,
  });
  const { data, error } = useQuery({
    queryKey: ['filter preview', project, body],
    queryFn: ({ signal }) => call(previewFilter, { params: { project }, body, signal }),
    placeholderData: (former) => former,
    gcTime: 0,
    retry: false,
  });
  if (error !== null) return <ProblemView problem={error} />;
  if (data === undefined) return <p className="hint">Counting …</p>;
  const types = data.types.slice(0, 3).map(({ type, count }) => `${type} (${count})`);
  return (
    <div className="preview" role="status">
      <p>
        <strong>{`Matches ${data.matched} of the last ${words.activities(data.activities)}`}</strong>
        {types.length === 0 ? '.' : makeVisible(`: ${types.join(', ')}.`)}
      </p>
      {data.warnings.map((warning) => (
        <p key={warning} className="banner warn">
          {makeVisible(warning)}
        </p>
      ))}
    </div>
  );
}

function resultOf(text: string | undefined): '*' | 'success' | 'failure' {
  return text === 'success' || text === 'failure' ? text : '*';
}

/** The value, once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as T), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
