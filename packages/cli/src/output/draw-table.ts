import stringWidth from 'string-width';

/** Draws rows of cells between borders; a cell may have many lines, none of them wider than its column. */
export function drawTable(rows: readonly (readonly string[])[], widths: readonly number[]): string {
  const border = ([left, middle, right]: readonly [string, string, string]) =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}\n`;
  const drawn = rows.map((cells) => drawRow(cells, widths));
  return border(['┌', '┬', '┐']) + drawn.join(border(['├', '┼', '┤'])) + border(['└', '┴', '┘']);
}

function drawRow(cells: readonly string[], widths: readonly number[]): string {
  const columns = cells.map((cell) => cell.split('\n'));
  const height = Math.max(...columns.map(({ length }) => length));
  const lines = Array.from({ length: height }, (_, line) =>
    columns.map((column, index) => fill(column[line] ?? '', widths[index] ?? 0)).join(' │ '),
  );
  return lines.map((line) => `│ ${line} │\n`).join('');
}

function fill(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}
