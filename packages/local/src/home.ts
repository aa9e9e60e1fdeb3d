import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readKeptPort } from './kept-port.ts';
import { makePrivateFolder } from './private-folder.ts';
import { chooseRunner, type Runner } from './runner.ts';
import { readOrCreateSecret } from './secret-file.ts';
import { projectDirectory } from './service.ts';

/** What `npm start` works with: from the environment where set there, else kept in the home folder. */
export interface LocalSettings {
  readonly home: string;
  readonly logs: string;
  /** `PORT`, else the one of the last start, else 8080. Ingest takes the next free one from there. */
  readonly wantedPort: number;
  readonly workers: number;
  readonly secretKey: string;
  readonly adminToken: string;
  /** The account that services run as, where this one is root. */
  readonly runner: Runner | undefined;
  /** The password of `upshot_reader`. */
  readonly readerPassword: string;
  /** Signs the demo webhook. */
  readonly demoKey: string;
}

/**
 * Opens the folder everything lives in (`UPSHOT_HOME`, default `.upshot`), generating its secrets on the first start.
 */
export async function openHome(environment: NodeJS.ProcessEnv = process.env): Promise<LocalSettings> {
  const workers = wholeNumber(environment, 'UPSHOT_WORKERS', 2, { from: 1, to: 64 });
  const home = homeDirectory(environment);
  const logs = join(home, 'logs');
  const runner = chooseRunner();
  await makeHome(home, environment, runner);
  await makePrivateFolder(logs);
  return {
    home,
    logs,
    wantedPort: wholeNumber(environment, 'PORT', (await readKeptPort(home)) ?? 8080, { from: 1, to: 65_535 }),
    workers,
    runner,
    secretKey: environment['UPSHOT_SECRET_KEY'] || (await keptSecret(home, 'secret-key', () => base64Key())),
    adminToken:
      environment['UPSHOT_ADMIN_TOKEN'] || (await keptSecret(home, 'admin-token', () => adminToken())),
    readerPassword: await keptSecret(home, 'reader-password', () => randomBytes(24).toString('base64url')),
    demoKey: await keptSecret(home, 'demo-webhook-key', () => randomBytes(32).toString('base64url')),
  };
}

/** `UPSHOT_HOME`, else `.upshot` in the project's folder. */
export function homeDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment['UPSHOT_HOME'] || join(projectDirectory, '.upshot'));
}

/** A folder that was there before may be used for other things as well: its mode is left alone. */
async function makeHome(home: string, { UPSHOT_HOME }: NodeJS.ProcessEnv, runner: Runner | undefined) {
  try {
    await mkdir(dirname(home), { recursive: true });
    const created = await mkdir(home, { recursive: true, mode: 0o700 });
    if (created !== undefined || !UPSHOT_HOME) await makePrivateFolder(home, runner);
  } catch (fault) {
    // On a read-only file system it says that there is no such folder.
    await access(nearestFolder(home), constants.W_OK);
    throw fault;
  }
}

/** The folder itself when it exists, else the nearest one above it that does. */
export function nearestFolder(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestFolder(dirname(path));
}

function keptSecret(home: string, name: string, generate: () => string): Promise<string> {
  return readOrCreateSecret(join(home, name), generate);
}

function base64Key(): string {
  return randomBytes(32).toString('base64');
}

function adminToken(): string {
  return `upshot_admin_${randomBytes(24).toString('base64url')}`;
}

function wholeNumber(
  environment: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  { from, to }: { from: number; to: number },
): number {
  const text = environment[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new Error(`${name} must be a whole number from ${from} to ${to}; it is ${JSON.stringify(text)}.`);
}
