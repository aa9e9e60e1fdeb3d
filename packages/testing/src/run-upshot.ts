import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { collectOutput } from './collect-output.ts';
import { adminToken } from './processes.ts';

/** The program that users start. */
export const upshotFile = path.join(import.meta.dirname, '../../cli/bin/upshot');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** A command under way. */
interface RunningUpshot {
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

/** Runs the command line in a process of its own, as an admin, and waits for its end. */
export function runUpshot(url: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return startUpshot(url, args, options).ended;
}

/** Starts the command line in a process of its own, as an admin. */
export function startUpshot(url: string, args: readonly string[], options: RunOptions = {}): RunningUpshot {
  const child = spawn(upshotFile, args, { env: childEnvironment(url, options.env) });
  child.stdin.end(options.input ?? '');
  const stdout = collectOutput(child.stdout);
  const stderr = collectOutput(child.stderr);
  return {
    stderr,
    ended: ended(child).then((code) => ({ code, stdout: stdout(), stderr: stderr() })),
  };
}

/** Only what a child needs, without the settings of the developer. */
export function childEnvironment(
  url: string,
  extra: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, TZ: 'UTC', UPSHOT_URL: url, UPSHOT_TOKEN: adminToken, ...extra };
}

/** Waits for a process to end, and for the end of its output. */
export async function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code);
    });
  });
}
