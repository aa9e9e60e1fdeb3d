import { useState } from 'react';
import { Button } from 'react-aria-components';
import { formatCount } from '../../format.ts';
import { makeVisible } from '../../parts/visible-text.ts';
import type { Cell, SqlAnswer } from './read-answer.ts';

const SHOWN_AT_ONCE = 200;
const LONGEST = 500;

/** The rows of an answer. Only some hundreds are in the page at first. */
export function ResultGrid({ answer }: { readonly answer: SqlAnswer }) {
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const { columns, rows } = answer;
  const isNumber = columns.map(({ type }) => /^(?:smallint|integer|bigint|numeric|real|double)/.test(type));
  return (
    <>
      {/* It scrolls, so that the keyboard must reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="grid-box" role="region" aria-label="Rows" tabIndex={0}>
        <table className="grid">
          <thead>
            <tr>
              {columns.map(({ name, type }, index) => (
                // Names may repeat, and columns keep their places.
                // oxlint-disable-next-line react/no-array-index-key
                <th key={index} scope="col" title={type}>
                  {makeVisible(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                {row.map((cell, place) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <td key={place} className={isNumber[place] === true ? 'number' : undefined}>
                    <CellText cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown ? (
        <Button className="button" onPress={() => setShown(shown + SHOWN_AT_ONCE)}>
          {`Show more: ${formatCount(shown)} of ${formatCount(rows.length)} rows are shown`}
        </Button>
      ) : null}
    </>
  );
}

function CellText({ cell }: { readonly cell: Cell }) {
  if (cell === null) return <span className="hint">null</span>;
  if (cell.length <= LONGEST) return <>{makeVisible(cell)}</>;
  return <>{`${makeVisible(cell.slice(0, LONGEST))}… (${formatCount(cell.length)} characters)`}</>;
}
