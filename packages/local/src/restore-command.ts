import { fileArgument } from './file-argument.ts';
import { homeDirectory } from './home.ts';
import { restoreBackup } from './restore-backup.ts';
import { paint, say } from './terminal.ts';

/** `npm run restore -- FILE`: a folder for `npm start` from a backup. */
try {
  const file = fileArgument('restore');
  const home = homeDirectory();
  await restoreBackup(file, home);
  say(`${home} is restored from ${file}. "npm start" goes on with it.`);
} catch (fault) {
  console.error(`${paint('red', '✗')} ${(fault as Error).message}`);
  process.exitCode = 1;
}
