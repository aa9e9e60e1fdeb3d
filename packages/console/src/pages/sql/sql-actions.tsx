import { Button } from 'react-aria-components';
import { formatCount } from '../../format.ts';
import { Choice } from '../../parts/choice.tsx';
import { rowLimits, type RowLimit } from './sql-search.ts';

const limits = rowLimits.map((id) => ({ id, label: `at most ${formatCount(Number(id))} rows` }));

/** What is below the editor: it runs the query, and says how much of the answer is read. */
export function SqlActions({
  rows,
  onRows,
  onRun,
}: {
  readonly rows: RowLimit;
  readonly onRows: (rows: RowLimit | undefined) => void;
  /** Undefined while there is nothing to run. */
  readonly onRun: (() => void) | undefined;
}) {
  return (
    <div className="filters sql-actions">
      <Button className="button primary" onPress={() => onRun?.()} isDisabled={onRun === undefined}>
        Run
      </Button>
      <Choice
        label="Read"
        items={limits}
        value={rows}
        onChange={(id) => onRows(rowLimits.find((limit) => limit === id))}
      />
      <span className="hint">One SELECT, read-only, ten seconds at most. Ctrl-Enter runs it.</span>
    </div>
  );
}
