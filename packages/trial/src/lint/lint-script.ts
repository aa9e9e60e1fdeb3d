import { checkScript } from '@upshot/sandbox/check-script';
import { toJavaScript } from '@upshot/sandbox/typescript';
import { nameRules } from './name-rules.ts';
import { parseProgram, type LintProgram } from './program.ts';
import type { Fix, LintContext, LintRule } from './rule.ts';
import { useRules } from './use-rules.ts';

export type { LintContext } from './rule.ts';

/** Something in a script that fails, or may not be meant. Line and column count from 1. */
export interface LintProblem {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** The place behind its last character. */
  readonly end: { readonly line: number; readonly column: number };
  /** Where it can be fixed in one way only, and the script does the same. */
  readonly fix?: Fix;
}

/** Every rule, by name. */
export const lintRules: Readonly<Record<string, LintRule>> = { ...nameRules, ...useRules };

/** Looks a script over without running it. A mistake in its syntax is the only problem that is found then. */
export function lintScript(source: string, context: LintContext): readonly LintProblem[] {
  const mistake = checkScript(source, 'script');
  if (mistake !== undefined) {
    const { message, line, column } = mistake;
    return [
      {
        rule: 'syntax',
        severity: 'error',
        message: message.replace(/ \(script:\d+:\d+\)$/, ''),
        line,
        column,
        end: { line, column },
      },
    ];
  }
  const program = parseProgram(toJavaScript(source));
  const disabled = disabledLines(program);
  return Object.entries(lintRules)
    .flatMap(([rule, { severity, find }]) =>
      find(program, context).map(({ node, message, fix }): LintProblem => {
        const { start = { line: 1, column: 0 }, end = start } = node.loc ?? {};
        const place = { ...placeOf(start), end: placeOf(end) };
        return { rule, severity, message, ...place, ...(fix && { fix }) };
      }),
    )
    .filter(({ rule, line }) => disabled.get(line)?.(rule) !== true)
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** Columns of the parser count from 0. */
function placeOf({ line, column }: LintProblem['end']): LintProblem['end'] {
  return { line, column: column + 1 };
}

/** `// upshot-disable-next-line rule, rule`; without rules, all are meant. */
function disabledLines({ comments }: LintProgram): ReadonlyMap<number, (rule: string) => boolean> {
  return new Map(
    comments.flatMap(({ value, loc }) => {
      const found = /^\s*upshot-disable-next-line\b(.*)$/s.exec(value);
      if (found === null || !loc) return [];
      const rules = (found[1] ?? '').split(/[\s,]+/).filter((name) => name !== '');
      return [[loc.end.line + 1, (rule: string) => rules.length === 0 || rules.includes(rule)] as const];
    }),
  );
}
