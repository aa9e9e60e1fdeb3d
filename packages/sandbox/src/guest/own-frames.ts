import { indexOf, slice } from './primordials.ts';

/** Leaves out the lines of a stack that belong to this sandbox rather than to the script. */
export function withoutGuestFrames(stack: string): string {
  let kept = '';
  let rest = stack;
  while (rest !== '') {
    const end = indexOf(rest, '\n');
    const line = end < 0 ? rest : slice(rest, 0, end);
    if (!isOwn(line)) kept += `${kept === '' ? '' : '\n'}${withoutEval(line)}`;
    rest = end < 0 ? '' : slice(rest, end + 1);
  }
  return kept;
}

function isOwn(line: string): boolean {
  return indexOf(line, 'upshot:guest') >= 0 || line === '    at eval (<anonymous>)';
}

const EVAL = '    at eval (';

/** The script is a text that is evaluated, and so are its nameless functions to V8; to its author it is a file. */
function withoutEval(line: string): string {
  const isPlain = indexOf(line, EVAL) === 0 && indexOf(slice(line, EVAL.length), '(') < 0;
  return isPlain ? `    at ${slice(line, EVAL.length, -1)}` : line;
}
