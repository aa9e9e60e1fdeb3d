import { dataLimitKb, LIFETIME_CPU_SECONDS } from './limits.ts';
import type { SlotProgram } from './slot-program.ts';

/** The command line of a slot. */
export interface SlotCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** Node's own flags: no JIT (and no WebAssembly), one helper thread, and permission to read the native parts. */
function nodeFlags({ addonPath, nativePath }: SlotProgram, harden: boolean): string[] {
  const always = ['--no-node-snapshot', '--v8-pool-size=1', '--no-warnings', '--no-deprecation'];
  const paths = nativePath === undefined ? [addonPath] : [addonPath, nativePath];
  const readable = paths.map((path) => `--allow-fs-read=${path}`);
  return harden ? [...always, '--jitless', '--permission', '--allow-addons', ...readable] : always;
}

/** Puts together the command that starts a slot; a hardened one has its memory limited by the system, too. */
export function slotCommand(program: SlotProgram, memoryMb: number, harden: boolean): SlotCommand {
  const node = [process.execPath, ...nodeFlags(program, harden), '--eval', program.bootstrap];
  if (!harden) return { file: process.execPath, args: node.slice(1) };
  // macOS refuses `ulimit -d`; a slot without that limit is still watched and killed by its parent.
  const memoryAndTime = `ulimit -d ${dataLimitKb(memoryMb)}; ulimit -t ${LIFETIME_CPU_SECONDS}`;
  const limits = `ulimit -c 0; ulimit -f 0; ulimit -n 64; ${memoryAndTime}`;
  return { file: '/bin/sh', args: ['-c', `{ ${limits}; } 2>/dev/null; exec "$@"`, 'slot', ...node] };
}
