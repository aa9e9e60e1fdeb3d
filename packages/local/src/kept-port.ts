import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The port that a server on this folder had last, so that saved connections survive a restart. */
export async function readKeptPort(directory: string): Promise<number | undefined> {
  const port = Number(await readFile(join(directory, 'port'), 'utf8').catch(() => ''));
  return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : undefined;
}

/** Keeps the port for the next start. */
export async function keepPort(directory: string, port: number): Promise<void> {
  await writeFile(join(directory, 'port'), `${port}\n`, { mode: 0o600 });
}
