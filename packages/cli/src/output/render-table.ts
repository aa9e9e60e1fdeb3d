import stringWidth from 'string-width';
import { drawTable } from './draw-table.ts';
import { BORDERS_PER_COLUMN, dropColumns } from './drop-columns.ts';
import { escapeControls } from './escape-controls.ts';
import type { Column, Sheet } from './table.ts';
import { wrapText } from './wrap-text.ts';

const NARROWEST = 5;

interface MeasuredColumn<Row> extends Column<Row> {
  /** The header, where one is shown, then a text for each row. */
  readonly cells: readonly string[];
  readonly width: number;
}

/**
 * A table with borders, as wide as the terminal allows: wide columns wrap first, columns marked whole never. Where that
 * is not enough, columns are left out that the caller did not choose with `--columns`. Where it is still not enough, or
 * only the first column would be left, each row is a block with a line for each column.
 */
export function renderTable<Row>(sheet: Sheet<Row>): string {
  const measured = sheet.columns.map((column) => measureColumn(sheet, column));
  const columns = sheet.isNarrowed ? measured : dropColumns(measured, sheet.width);
  const widths = fitWidths(columns, sheet.width);
  const isAlone = columns.length === 1 && measured.length > 1;
  const isTooWide = columns.length > 1 && excessOf(widths, sheet.width) > 0;
  if (isAlone || isTooWide) return renderBlocks(sheet, measured);
  const wrapped = columns.map(({ cells }, index) =>
    cells.map((cell) => wrapText(cell, widths[index] ?? Infinity)),
  );
  const lines = (wrapped[0] ?? []).map((_, line) => wrapped.map((cells) => cells[line] ?? ''));
  return drawTable(lines, widths);
}

/** A column marked whole is never broken: a line breaks after its label first. */
function renderBlocks<Row>(
  { rows, hasHeader, width = Infinity }: Sheet<Row>,
  columns: readonly MeasuredColumn<Row>[],
): string {
  const whole = columns.filter(({ isWhole }) => isWhole === true).map((column) => column.width);
  const widest = Math.max(width - BORDERS_PER_COLUMN - 1, NARROWEST, ...whole);
  const blocks = rows.map((_, row) =>
    columns.map(({ header, cells }) =>
      hasHeader ? `${header}: ${cells[row + 1] ?? ''}` : (cells[row] ?? ''),
    ),
  );
  const wrapped = blocks.map((lines) => [lines.map((line) => wrapText(line.trimEnd(), widest)).join('\n')]);
  return drawTable(wrapped, [widest]);
}

function measureColumn<Row>({ rows, text, hasHeader }: Sheet<Row>, column: Column<Row>): MeasuredColumn<Row> {
  const texts = rows.map((row) => cellText(text(row, column)));
  const cells = hasHeader ? [column.header, ...texts] : texts;
  return { ...column, cells, width: cells.reduce((most, cell) => Math.max(most, widthOf(cell)), 1) };
}

function cellText(text: string): string {
  return escapeControls(text.replaceAll('\r\n', '\n').replaceAll('\t', '  ')).replace(/\n+$/, '');
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

/** Takes the excess off the widest column that may wrap, again and again. */
function fitWidths<Row>(columns: readonly MeasuredColumn<Row>[], available = Infinity): number[] {
  const widths = columns.map(({ width }) => width);
  const mayWrap = columns.map(({ isWhole }) => isWhole !== true);
  let excess = excessOf(widths, available);
  while (excess > 0) {
    const widest = Math.max(NARROWEST, ...widths.filter((_, index) => mayWrap[index]));
    const index = widths.findIndex((width, at) => mayWrap[at] === true && width === widest);
    if (widest === NARROWEST || index < 0) break;
    widths[index] = widest - 1;
    excess--;
  }
  return widths;
}

/** By how many columns of the terminal a table is too wide. */
function excessOf(widths: readonly number[], available = Infinity): number {
  return widths.reduce((sum, width) => sum + width + BORDERS_PER_COLUMN, 1) - available;
}
