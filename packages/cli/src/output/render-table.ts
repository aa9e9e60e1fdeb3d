import CliTable from 'cli-table3';
import stringWidth from 'string-width';
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
 * A table with borders, as wide as the terminal allows: wide columns wrap first, columns marked whole never.
 * Where that is not enough, columns are left out that the caller did not choose with `--columns`.
 */
export function renderTable<Row>(sheet: Sheet<Row>): string {
  const measured = sheet.columns.map((column) => measureColumn(sheet, column));
  const columns = sheet.isNarrowed ? measured : dropColumns(measured, sheet.width);
  const widths = fitWidths(columns, sheet.width);
  const wrapped = columns.map(({ cells }, index) =>
    cells.map((cell) => wrapText(cell, widths[index] ?? Infinity)),
  );
  const lines = (wrapped[0] ?? []).map((_, line) => wrapped.map((cells) => cells[line] ?? ''));
  const table = new CliTable({
    head: (sheet.hasHeader ? lines.shift() : undefined) ?? [],
    style: { head: [], border: [] },
    wordWrap: true,
    wrapOnWordBoundary: false,
    colWidths: sheet.width === undefined ? [] : widths.map((width) => width + 2),
  });
  for (const line of lines) table.push(line);
  return `${table.toString()}\n`;
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
  let excess = widths.reduce((sum, width) => sum + width + BORDERS_PER_COLUMN, 1) - available;
  while (excess > 0) {
    const widest = Math.max(NARROWEST, ...widths.filter((_, index) => mayWrap[index]));
    const index = widths.findIndex((width, at) => mayWrap[at] === true && width === widest);
    if (widest === NARROWEST || index < 0) break;
    widths[index] = widest - 1;
    excess--;
  }
  return widths;
}
