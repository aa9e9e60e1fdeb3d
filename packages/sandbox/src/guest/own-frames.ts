import { indexOf, slice } from './primordials.ts';

/** Leaves out the lines of a stack that belong to this sandbox rather than to the script. */
export function withoutGuestFrames(stack: string): string {
  let kept = '';
  let rest = stack;
  while (rest !== '') {
    const end = indexOf(rest, '\n');
    const line = end < 0 ? rest : slice(rest, 0, end);
    if (indexOf(line, 'upshot:guest') < 0) kept = kept === '' ? line : `${kept}\n${line}`;
    rest = end < 0 ? '' : slice(rest, end + 1);
  }
  return kept;
}
