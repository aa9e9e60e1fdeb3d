/**
 * Loaded before a service (`node --import`), it changes lines of its code: a mutant breaks one promise, which the
 * campaign must then find out; a halt stops the service at one place. `UPSHOT_TEST_EDITS` names them, one a line.
 */
import { registerHooks } from 'node:module';
import { applyEdit } from '../mutants/edit.ts';
import { findEdit } from '../mutants/edits.ts';

const edits = (process.env['UPSHOT_TEST_EDITS'] ?? '').split('\n').map(findEdit);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const wanted = edits.filter(({ file }) => url.endsWith(file));
    if (wanted.length === 0) return loaded;
    const { source: given = '' } = loaded;
    const source = typeof given === 'string' ? given : new TextDecoder().decode(given ?? undefined);
    return { ...loaded, source: wanted.reduce((edited, edit) => applyEdit(edit, edited), source) };
  },
});
