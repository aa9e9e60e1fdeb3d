import type { Column, Sheet } from './table.ts';

/** Narrower than this a column that may wrap cannot be read. */
const READABLE = 10;
const BORDERS_PER_COLUMN = 3;

/**
 * Leaves out columns until the rest fits the width: those with the greatest `dropOrder` first, then from the right, but
 * never the first column, and never one that the caller chose with `--columns`.
 */
export function dropColumns<Row>(
  sheet: Sheet<Row>,
  widthOf: (column: Column<Row>) => number,
): readonly Column<Row>[] {
  const { columns, width, isNarrowed } = sheet;
  if (width === undefined || isNarrowed) return columns;
  const least = (column: Column<Row>) =>
    column.isWhole === true ? widthOf(column) : Math.min(widthOf(column), READABLE);
  const kept = [...columns];
  const fits = () => kept.reduce((sum, column) => sum + least(column) + BORDERS_PER_COLUMN, 1) <= width;
  while (kept.length > 1 && !fits()) kept.splice(nextToDrop(kept), 1);
  return kept;
}

function nextToDrop<Row>(columns: readonly Column<Row>[]): number {
  const orders = columns.map(({ dropOrder = 0 }, index) => (index === 0 ? -1 : dropOrder));
  return orders.lastIndexOf(Math.max(...orders));
}
