import { execFile } from 'node:child_process';

/** How to run a program to its end. */
export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly timeout?: number | undefined;
  /** Ends the program with SIGTERM. */
  readonly signal?: AbortSignal | undefined;
}

/** The fault of a program that failed, with everything that it said. */
export class CommandFailed extends Error {
  readonly said: string;

  constructor(command: string, said: string, options: ErrorOptions) {
    super(`${command} failed: ${said}`, options);
    this.name = 'CommandFailed';
    this.said = said;
  }
}

/** Runs a program and returns its standard output. Settles only when the program has ended, aborted or not. */
export function runCommand(
  command: string,
  args: readonly string[],
  { signal, ...options }: CommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, options, (cause, stdout, stderr) => {
      signal?.removeEventListener('abort', end);
      if (cause === null) resolve(stdout);
      else reject(new CommandFailed(command, `${stdout}\n${stderr}`.trim() || cause.message, { cause }));
    });
    const end = () => void child.kill('SIGTERM');
    if (signal?.aborted === true) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}
