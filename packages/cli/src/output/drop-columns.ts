import type { Column } from './table.ts';

/** What the borders and blanks of a table take for each column, beside one border at its end. */
export const BORDERS_PER_COLUMN = 3;

/** Narrower than this a column that may wrap cannot be read. */
const READABLE = 10;

type Droppable = Pick<Column<never>, 'isWhole' | 'dropOrder'> & { readonly width: number };

/**
 * Leaves out columns until the rest fits the width: those with the greatest `dropOrder` first, then from the right, but
 * never the first column.
 */
export function dropColumns<C extends Droppable>(columns: readonly C[], available = Infinity): readonly C[] {
  const kept = [...columns];
  const fits = () =>
    kept.reduce((sum, column) => sum + leastWidth(column) + BORDERS_PER_COLUMN, 1) <= available;
  while (kept.length > 1 && !fits()) kept.splice(nextToDrop(kept), 1);
  return kept;
}

function leastWidth({ isWhole, width }: Droppable): number {
  return isWhole === true ? width : Math.min(width, READABLE);
}

function nextToDrop(columns: readonly Droppable[]): number {
  const orders = columns.map(({ dropOrder = 0 }, index) => (index === 0 ? -1 : dropOrder));
  return orders.lastIndexOf(Math.max(...orders));
}
