import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeBackup } from './backup.ts';
import { fileArgument } from './file-argument.ts';
import { homeDirectory } from './home.ts';
import { paint, say } from './terminal.ts';

/** `npm run backup -- FILE`: the stopped folder of `npm start` as one file. */
try {
  const file = fileArgument('backup');
  const home = homeDirectory();
  if (process.env['DATABASE_URL']) {
    throw new Error(
      'DATABASE_URL is set: its server is backed up by its own means (see docs/backup.md). ' +
        'Unset it to back up the database of "npm start".',
    );
  }
  await writeBackup(home, file);
  say(`${home} is backed up in ${file}. The file holds every secret: keep it where only you can read it.`);
  if (!existsSync(join(home, 'secret-key'))) {
    say('The key of sealed secrets came from UPSHOT_SECRET_KEY, and is not in it. Keep it as well.');
  }
} catch (fault) {
  console.error(`${paint('red', '✗')} ${(fault as Error).message}`);
  process.exitCode = 1;
}
