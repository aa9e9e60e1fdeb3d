import type { Diagnostic } from '@codemirror/lint';
import { ApiProblem } from '../../api/problem.ts';

/** The place of a mistake in a query: PostgreSQL names the character, from 1, by code point. */
export function findMistake(query: string, fault: unknown): readonly Diagnostic[] {
  if (!(fault instanceof ApiProblem) || fault.status !== 400) return [];
  const [, position] = /\(at character (\d+)\)/.exec(fault.message) ?? [];
  if (position === undefined) return [];
  const from = Array.from(query)
    .slice(0, Number(position) - 1)
    .join('').length;
  const [word = ''] = /^(?:[\w$]+|\S)/.exec(query.slice(from)) ?? [];
  return [
    { from, to: Math.min(query.length, from + word.length), severity: 'error', message: fault.message },
  ];
}

/** The line and column of a place in a text, from 1. */
export function describePlace(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
