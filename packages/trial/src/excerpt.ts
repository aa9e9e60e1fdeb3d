const LINES_BEFORE = 2;
const WIDTH = 100;

/** A place in a source; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Shows a place in a source: the lines before it, its line with `>`, and a caret below its column. Gives `undefined`
 * for a place that the source does not have.
 */
export function excerptOf(source: string, { line, column }: Place): string | undefined {
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const target = lines[line - 1];
  if (target === undefined || column < 1 || column > target.length + 1) return undefined;
  const width = String(line).length;
  const from = startOf(column);
  const first = Math.max(0, line - 1 - LINES_BEFORE);
  const shown = lines.slice(first, line).map((text, index) => {
    const number = first + index + 1;
    const mark = number === line ? '>' : ' ';
    return `${mark} ${String(number).padStart(width)} │ ${cut(text, from)}`.trimEnd();
  });
  const blank = cut(target, from).slice(0, column - 1 - from);
  return [...shown, `  ${' '.repeat(width)} │ ${' '.repeat(blank.length)}^`].join('\n');
}

/** A minified line can be very long: what is shown is the part around the place. */
function startOf(column: number): number {
  return column <= WIDTH ? 0 : column - WIDTH / 2;
}

/** A tab takes one column, as the caret does. */
function cut(text: string, from: number): string {
  return text.slice(from, from + WIDTH).replaceAll('\t', ' ');
}
