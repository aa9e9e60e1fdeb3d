import { toJavaScript } from '@upshot/sandbox/typescript';
import { lintScript, type LintProblem } from './lint-script.ts';
import type { LintContext } from './rule.ts';

/** A script after its fixes, and what they were. */
export interface FixedScript {
  readonly source: string;
  readonly fixed: readonly LintProblem[];
}

/**
 * Changes what can be changed in one way only, and without changing what the script does: all else stays, character
 * by character. Where the result would have another problem, nothing is changed.
 */
export function fixScript(source: string, context: LintContext): FixedScript {
  const before = lintScript(source, context);
  const fixed = before.filter(({ fix }) => fix !== undefined);
  // Places are those of the source without its types, which are its own as long as it is.
  if (fixed.length === 0 || toJavaScript(source).length !== source.length) return { source, fixed: [] };
  let text = source;
  for (const { fix } of fixed.toSorted((a, b) => (b.fix?.start ?? 0) - (a.fix?.start ?? 0)))
    if (fix !== undefined) text = text.slice(0, fix.start) + fix.text + text.slice(fix.end);
  const isAsMeant = lintScript(text, context).length === before.length - fixed.length;
  return isAsMeant ? { source: text, fixed } : { source, fixed: [] };
}
