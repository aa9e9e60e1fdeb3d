import { checkScript } from '@upshot/sandbox/check-script';
import { excerptOf } from './excerpt.ts';

/** Says what keeps a script from being saved, with its place; undefined when nothing does. */
export function checkSource(source: string, file: string): string | undefined {
  const problem = checkScript(source, file);
  if (problem === undefined) return undefined;
  const excerpt = excerptOf(source, problem) ?? problem.excerpt;
  return `SyntaxError: ${problem.message}\n${excerpt}`;
}
