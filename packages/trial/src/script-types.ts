import { readFileSync } from 'node:fs';

/** The declarations of everything a script can use, for editors. `npm run generate` makes the file. */
export function readScriptTypes(): string {
  return readFileSync(new URL('../upshot.d.ts', import.meta.url), 'utf8');
}
