import { defineCommand } from '../command.ts';

/** `script:types` */
export const scriptTypes = defineCommand({
  name: 'script:types',
  summary: 'Prints TypeScript declarations of everything a script can use, for editors',
  details: 'Write them into upshot.d.ts beside the scripts.',
  async run({ terminal }) {
    const { readScriptTypes } = await import('@upshot/trial/script-types');
    terminal.data(readScriptTypes());
  },
});
