import { join } from 'node:path';
import type { Edit } from './edit.ts';
import { halts } from './halts.ts';
import { mutants } from './mutants.ts';

/**
 * To be loaded before a service (`node --import`) whose environment names edits, one a line, in `UPSHOT_TEST_EDITS`.
 */
export const editLoader = join(import.meta.dirname, '..', 'loaders', 'edit-source.ts');

/** Throws when there is no edit of that name. */
export function findEdit(name: string): Edit {
  const edit = [...mutants, ...halts].find((item) => item.name === name);
  if (edit === undefined) throw new Error(`there is no edit "${name}"`);
  return edit;
}
