import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';

interface Underscore {
  readonly VERSION: string;
  functions(object: unknown): readonly string[];
}

/** As slots load it: without a module system it has a function more. */
const file = createRequire(import.meta.url).resolve('underscore/underscore-umd-min.js');
const underscore = runInNewContext(`${readFileSync(file, 'utf8')}; _`) as Underscore;

/** The names of the functions of Underscore, as scripts have it. */
export const underscoreFunctions: readonly string[] = [...underscore.functions(underscore)];

/** Its version. */
export const underscoreVersion: string = underscore.VERSION;
