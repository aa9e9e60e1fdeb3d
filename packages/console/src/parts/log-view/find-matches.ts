import type { LogLine } from './log-lines.ts';

/** How the lines of a log are searched. */
export interface LogSearch {
  readonly text: string;
  readonly isPattern: boolean;
}

/** The numbers of the lines that match, from 0; or why the pattern is none. */
export function findMatches(
  lines: readonly LogLine[],
  { text, isPattern }: LogSearch,
): readonly number[] | { readonly fault: string } {
  if (text === '') return [];
  const matcher = isPattern ? compile(text) : plain(text);
  if ('fault' in matcher) return matcher;
  return lines.flatMap((line, index) => (matcher.matches(line.text) ? [index] : []));
}

type Matcher = { readonly matches: (line: string) => boolean } | { readonly fault: string };

function plain(text: string): Matcher {
  const wanted = text.toLowerCase();
  return { matches: (line) => line.toLowerCase().includes(wanted) };
}

function compile(text: string): Matcher {
  try {
    const pattern = new RegExp(text, 'iu');
    return { matches: (line) => pattern.test(line) };
  } catch (fault) {
    return { fault: fault instanceof Error ? fault.message : String(fault) };
  }
}
