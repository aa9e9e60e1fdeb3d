import type { Sheet } from './table.ts';

/** One line a row, cells separated by a tab; line breaks and tabs inside cells become spaces. */
export function renderPlain<Row>(sheet: Sheet<Row>): string {
  const head = sheet.hasHeader ? [sheet.columns.map(({ header }) => header)] : [];
  const rows = sheet.rows.map((row) => sheet.columns.map((column) => sheet.text(row, column)));
  return [...head, ...rows].map((cells) => `${cells.map(flatten).join('\t')}\n`).join('');
}

function flatten(text: string): string {
  return text.replace(/\r\n|[\r\n\t]/g, ' ');
}
