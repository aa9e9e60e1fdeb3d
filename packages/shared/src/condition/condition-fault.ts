/** What is wrong with the text of a condition, and where. */
export class ConditionFault extends Error {
  override name = 'ConditionFault';
  /** The index of the first character that is wrong. */
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** How much of a long line is shown on each side of the mark. */
const SHOWN = 40;

/** Says what is wrong, with the line and a mark below the character. */
export function showFault(text: string, { at, message }: ConditionFault): string {
  const before = text.slice(0, at).split('\n');
  const line = text.split('\n')[before.length - 1] ?? '';
  const column = before.at(-1)?.length ?? 0;
  const start = Math.max(0, column - SHOWN);
  const shown = line.slice(start, column + SHOWN);
  const where = before.length === 1 ? '' : `line ${before.length}, `;
  const mark = `${' '.repeat(column - start)}^`;
  return `${message}, at ${where}character ${column + 1}:\n  ${shown}\n  ${mark}`;
}
