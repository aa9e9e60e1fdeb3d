import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

/** Reads the secret kept in a file only its owner can read, or generates and keeps it there first. */
export async function readOrCreateSecret(
  file: string,
  generate: () => string = () => randomBytes(24).toString('base64url'),
): Promise<string> {
  return (await readSecret(file)) ?? (await createSecret(file, generate()));
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all, and the first of two writers wins: a half-written secret would lock its data for ever. */
async function createSecret(file: string, secret: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${secret}\n`, { mode: 0o600 });
  try {
    await link(draft, file);
    return secret;
  } catch (error) {
    const winner = await readSecret(file);
    if (winner === undefined) throw error;
    return winner;
  } finally {
    await rm(draft, { force: true });
  }
}
