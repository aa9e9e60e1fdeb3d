import type { Sheet } from './table.ts';

/** Comma-separated values: LF line ends, quoted as RFC 4180 says. */
export async function renderCsv<Row>(sheet: Sheet<Row>): Promise<string> {
  return renderDelimited(sheet, ',');
}

/** Tab-separated values, quoted like CSV. */
export async function renderTsv<Row>(sheet: Sheet<Row>): Promise<string> {
  return renderDelimited(sheet, '\t');
}

async function renderDelimited<Row>(sheet: Sheet<Row>, delimiter: string): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const rows = sheet.rows.map((row) => sheet.columns.map((column) => sheet.text(row, column)));
  const head = sheet.hasHeader ? [sheet.columns.map(({ header }) => header)] : [];
  return stringify([...head, ...rows], { delimiter, record_delimiter: '\n' });
}
