import { resolve } from 'node:path';

/** The one file that a command is given. npm runs scripts in the project's folder, and notes where it was called. */
export function fileArgument(command: string): string {
  const [file, ...others] = process.argv.slice(2);
  if (file === undefined || file === '' || others.length > 0) {
    throw new Error(`Name one file: npm run ${command} -- FILE`);
  }
  return resolve(process.env['INIT_CWD'] ?? '.', file);
}
