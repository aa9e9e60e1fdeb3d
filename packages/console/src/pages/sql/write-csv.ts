import type { SqlAnswer } from './read-answer.ts';

/** An answer as comma-separated values: LF line ends, quoted as RFC 4180 says, null as nothing. */
export function writeCsv({ columns, rows }: SqlAnswer): string {
  const lines = [columns.map(({ name }) => name), ...rows];
  return lines.map((line) => `${line.map((cell) => quote(cell ?? '')).join(',')}\n`).join('');
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
