import CliTable from 'cli-table3';
import stringWidth from 'string-width';
import { dropColumns } from './drop-columns.ts';
import { escapeControls } from './escape-controls.ts';
import type { Column, Sheet } from './table.ts';
import { wrapText } from './wrap-text.ts';

const NARROWEST = 5;
const BORDERS_PER_COLUMN = 3;

/**
 * A table with borders, as wide as the terminal allows: wide columns wrap first, columns marked whole never.
 * Where that is not enough, columns are left out.
 */
export function renderTable<Row>(whole: Sheet<Row>): string {
  const sheet = { ...whole, columns: dropColumns(whole, (column) => columnWidth(whole, column)) };
  const head = sheet.hasHeader ? [sheet.columns.map(({ header }) => header)] : [];
  const rows = sheet.rows.map((row) => sheet.columns.map((column) => cellText(sheet.text(row, column))));
  const isWhole = sheet.columns.map((column) => column.isWhole === true);
  const widths = fitWidths(measureColumns([...head, ...rows], sheet.columns.length), isWhole, sheet.width);
  const table = new CliTable({
    head: (head[0] ?? []).map((cell, index) => wrapText(cell, widths[index] ?? Infinity)),
    style: { head: [], border: [] },
    wordWrap: true,
    wrapOnWordBoundary: false,
    colWidths: sheet.width === undefined ? [] : widths.map((width) => width + 2),
  });
  for (const row of rows) table.push(row.map((cell, index) => wrapText(cell, widths[index] ?? Infinity)));
  return `${table.toString()}\n`;
}

function cellText(text: string): string {
  return escapeControls(text.replaceAll('\r\n', '\n').replaceAll('\t', '  ')).replace(/\n+$/, '');
}

function columnWidth<Row>({ rows, text, hasHeader }: Sheet<Row>, column: Column<Row>): number {
  const cells = rows.map((row) => cellText(text(row, column)));
  return Math.max(1, ...(hasHeader ? [column.header] : []).concat(cells).map(widthOf));
}

function measureColumns(rows: readonly (readonly string[])[], count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Math.max(1, ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

/** Takes the excess off the widest column that may wrap, again and again. */
function fitWidths(natural: readonly number[], isWhole: readonly boolean[], available = Infinity): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width + BORDERS_PER_COLUMN, 1) - available;
  while (excess > 0) {
    const widest = Math.max(NARROWEST, ...widths.filter((_, index) => isWhole[index] === false));
    const index = widths.findIndex((width, at) => isWhole[at] === false && width === widest);
    if (widest === NARROWEST || index < 0) break;
    widths[index] = widest - 1;
    excess--;
  }
  return widths;
}
