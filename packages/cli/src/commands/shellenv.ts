import path from 'node:path';
import { defineCommand } from '../command.ts';

/** `shellenv` */
export const shellenv = defineCommand({
  name: 'shellenv',
  summary: 'Prints what a shell evaluates to find upshot without npx',
  details: 'In the repository: eval "$(npx upshot shellenv)". Each call then costs a second less.',
  run({ terminal }) {
    const folder = path.join(import.meta.dirname, '../../../../node_modules/.bin');
    terminal.data(`export PATH=${quoted(folder)}:"$PATH"\n`);
  },
});

/** A word as shells read it, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
