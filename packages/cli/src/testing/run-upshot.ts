import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** The program that users start. */
export const upshotFile = path.join(import.meta.dirname, '../../bin/upshot');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs the command line in a process of its own, as the project `demo` with a valid token, and waits for its end. */
export async function runUpshot(
  url: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const child = spawn(upshotFile, args, { env: childEnvironment(url, options.env) });
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
  return { code, stdout, stderr };
}

/** Only what a child needs, without the settings of the developer. */
export function childEnvironment(
  url: string,
  extra: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, TZ: 'UTC', UPSHOT_URL: url, UPSHOT_TOKEN: 'secret', UPSHOT_PROJECT: 'demo', ...extra };
}

/** Waits for a process to end. */
export async function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code);
    });
  });
}
