import { stringifyJson } from './primordials.ts';

export type Pairs = [string, string][];

/** The pair at a place that there is. */
export function pairAt(pairs: Pairs, index: number): [string, string] {
  return pairs[index] as [string, string];
}

/** Writes the pairs as JSON by hand: `JSON.stringify` would ask a `toJSON` that a script put on a prototype. */
export function pairsJson(pairs: Pairs): string {
  let json = '';
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairAt(pairs, i);
    json += `${i === 0 ? '' : ','}[${stringifyJson(pair[0])},${stringifyJson(pair[1])}]`;
  }
  return `[${json}]`;
}
