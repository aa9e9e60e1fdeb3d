import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { guard } from './guard.ts';
import { openLog, rotateLog } from './log-file.ts';

/** What to run, as whom, and where its words go. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly logFile: string;
  /** When the log is rotated. At 20 MB, looked at every ten seconds, when left out. */
  readonly logLimit?: { readonly maxBytes: number; readonly everyMs: number } | undefined;
  /** Asks the server to end in good order. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
  /** How long it may take to end once this process is gone. A minute when left out. */
  readonly orphanSeconds?: number | undefined;
}

/** A server running as our child, which does not outlive us. */
export interface ServerProcess {
  readonly pid: number;
  /** Settles when it has ended, for whatever reason, with that reason. */
  readonly exited: Promise<string>;
  hasExited(): boolean;
  /** Ends it in good order, and by force when that takes longer than a minute. */
  readonly stop: () => Promise<void>;
  /** `kill -9`. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C in the terminal reaches us only and we decide the
 * order in which things end.
 */
export async function spawnServer(server: ServerCommand): Promise<ServerProcess> {
  using log = openLog(server.logFile);
  const child = withPrivateUmask(() =>
    spawn(server.command, server.args, {
      cwd: server.cwd,
      env: server.env,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      ...server.user,
    }),
  );
  await once(child, 'spawn');
  const pid = child.pid as number;
  const callOffGuard = guard(pid, {
    signal: server.stopSignal === 'SIGINT' ? 'INT' : 'TERM',
    graceSeconds: server.orphanSeconds ?? 60,
  });
  const stopRotating = rotateRegularly(server);
  let exitReason: string | undefined;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      callOffGuard();
      stopRotating();
      exitReason = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      resolve(exitReason);
    });
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return {
    pid,
    exited,
    hasExited: () => exitReason !== undefined,
    kill,
    stop: async () => {
      child.kill(server.stopSignal);
      await Promise.race([exited, delay(60_000, undefined, { ref: false })]);
      await kill();
    },
  };
}

/** Stops a server that is being started, and throws, once the signal is aborted. */
export async function stopIfAborted(server: ServerProcess, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted !== true) return;
  await server.stop();
  signal.throwIfAborted();
}

/** What the child creates is closed to other accounts. */
function withPrivateUmask<T>(work: () => T): T {
  const previous = process.umask(0o077);
  try {
    return work();
  } finally {
    process.umask(previous);
  }
}

function rotateRegularly({ logFile, logLimit = { maxBytes: 20_000_000, everyMs: 10_000 } }: ServerCommand) {
  // A log that cannot be rotated now (a full disk, say) is tried again.
  const rotate = () => void rotateLog(logFile, logLimit.maxBytes).catch(() => {});
  const timer = setInterval(rotate, logLimit.everyMs).unref();
  return () => clearInterval(timer);
}
