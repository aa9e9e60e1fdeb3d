/** Lines of a log, from 1, as an address names them: `L120` or `L120-L140`. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

export function readLineRange(hash: string): LineRange | undefined {
  const [, from, to = from] = /^#?L(\d{1,9})(?:-L(\d{1,9}))?$/.exec(hash) ?? [];
  if (from === undefined) return undefined;
  const ends = [Number(from), Number(to)];
  return { first: Math.max(1, Math.min(...ends)), last: Math.max(...ends) };
}

export function writeLineRange({ first, last }: LineRange): string {
  return first === last ? `L${first}` : `L${first}-L${last}`;
}
