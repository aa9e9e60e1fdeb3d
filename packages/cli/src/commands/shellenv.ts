import path from 'node:path';
import { defineCommand } from '../command.ts';
import { shellQuote } from '../output/shell-quote.ts';

/** `shellenv` */
export const shellenv = defineCommand({
  name: 'shellenv',
  summary: 'Prints what a shell evaluates to find upshot without npx',
  details: 'In the repository: eval "$(npx upshot shellenv)". Each call then costs a second less.',
  run({ terminal }) {
    const folder = path.join(import.meta.dirname, '../../../../node_modules/.bin');
    terminal.data(`export PATH=${shellQuote(folder)}:"$PATH"\n`);
  },
});
