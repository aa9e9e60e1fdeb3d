import type { Terminal } from '../terminal.ts';
import { unifiedDiff, type Side } from './unified-diff.ts';

/** Prints a unified diff, with colors on a terminal. Returns whether the texts differ. */
export function printDiff(terminal: Terminal, from: Side, to: Side): boolean {
  const lines = unifiedDiff(from, to);
  printDiffLines(terminal, lines);
  return lines.length > 0;
}

/** Prints the lines of a unified diff. */
export function printDiffLines(terminal: Terminal, lines: readonly string[]): void {
  for (const [index, line] of lines.entries()) {
    terminal.data(line, styleOf(line, index < 2));
    terminal.data('\n');
  }
}

function styleOf(line: string, isHeader: boolean): 'bold' | 'cyan' | 'red' | 'green' | undefined {
  if (isHeader) return 'bold';
  switch (line[0]) {
    case '@':
      return 'cyan';
    case '-':
      return 'red';
    case '+':
      return 'green';
    default:
      return undefined;
  }
}
