/**
 * Loaded before a service (`node --import`), it changes one line of its code, so that one promise is broken: the campaign
 * must then find that. `UPSHOT_TEST_MUTANT` names the mutant.
 */
import { registerHooks } from 'node:module';
import { findMutant } from './mutants.ts';

const { file, code, instead } = findMutant(process.env['UPSHOT_TEST_MUTANT'] ?? '');

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(file)) return loaded;
    const { source: given = '' } = loaded;
    const source = typeof given === 'string' ? given : new TextDecoder().decode(given ?? undefined);
    if (!source.includes(code)) throw new Error(`the mutant does not fit: ${file} has no "${code}"`);
    return { ...loaded, source: source.replace(code, () => instead) };
  },
});
