import { matchesGlob } from '@upshot/shared/glob';
import { Failure } from '../failure.ts';
import type { Column } from './table.ts';

/**
 * Chooses columns by the words of `--columns`: names in any case, `*` or `%` as wildcards, `+` for the default columns
 * (so `+type` is the default columns and the type). Without words: the default columns.
 */
export function chooseColumns<Row>(
  columns: readonly Column<Row>[],
  words: readonly string[],
): readonly Column<Row>[] {
  const standard = columns.filter(({ isExtra }) => isExtra !== true);
  if (words.length === 0) return standard;
  const chosen = words.flatMap((word) =>
    word.startsWith('+')
      ? [...standard, ...matchColumns(columns, word.slice(1))]
      : matchColumns(columns, word),
  );
  return [...new Set(chosen)];
}

function matchColumns<Row>(columns: readonly Column<Row>[], word: string): readonly Column<Row>[] {
  if (word === '') return [];
  const pattern = word.toLowerCase().replaceAll('%', '*');
  const matching = columns.filter(({ id }) => matchesGlob(pattern, id));
  if (matching.length > 0) return matching;
  const available = columns.map(({ id }) => id).join(', ');
  throw new Failure(`Column not found: ${word} (available columns: ${available})`);
}
