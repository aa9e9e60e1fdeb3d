import { createTwoFilesPatch } from 'diff';

/** One side of a comparison: what its header says, and its text. */
export interface Side {
  readonly label: string;
  readonly source: string;
}

/** Comparing takes longer, the more two texts differ: beyond this, all lines count as changed. */
const MAX_MS = 2_000;

/** The lines of a unified diff, without their line ends; none where both texts are the same. */
export function unifiedDiff(from: Side, to: Side): readonly string[] {
  if (from.source === to.source) return [];
  const options = { context: 3, headerOptions, timeout: MAX_MS };
  const patch =
    createTwoFilesPatch(from.label, to.label, from.source, to.source, undefined, undefined, options) ??
    replacement(from, to);
  return patch.replace(/\n$/, '').split('\n');
}

const headerOptions = { includeIndex: false, includeUnderline: false, includeFileHeaders: true };

/** The diff that removes all lines and adds all others. */
function replacement(from: Side, to: Side): string {
  const removed = markedLines('-', from.source);
  const added = markedLines('+', to.source);
  const counts = `@@ -1,${removed.count} +1,${added.count} @@`;
  return [`--- ${from.label}`, `+++ ${to.label}`, counts, ...removed.lines, ...added.lines].join('\n');
}

function markedLines(mark: string, source: string): { count: number; lines: readonly string[] } {
  const isWhole = source.endsWith('\n');
  const lines = (isWhole ? source.slice(0, -1) : source).split('\n').map((line) => `${mark}${line}`);
  return { count: lines.length, lines: isWhole ? lines : [...lines, '\\ No newline at end of file'] };
}
