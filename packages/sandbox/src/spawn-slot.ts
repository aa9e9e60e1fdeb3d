import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { loadNative } from './slot/barrier/native.ts';
import { slotCommand } from './slot-command.ts';
import type { SlotProgram } from './slot-program.ts';

/** An empty environment, but for what keeps libuv from opening rings of io_uring. */
const ENVIRONMENT = { UV_USE_IO_URING: '0' };
const FIRST_DESCRIPTOR = 3;
const ALL_DESCRIPTORS = 0xffff_ffff;
const CLOSE_RANGE_CLOEXEC = 4;

/** Starts the process of a slot. Its descriptor 3 is the socket for frames, 2 the pipe for complaints. */
export function spawnSlot(program: SlotProgram, memoryMb: number, harden: boolean): ChildProcess {
  const { file, args } = slotCommand(program, memoryMb, harden);
  if (harden && program.nativePath !== undefined) keepDescriptors(program.nativePath);
  return spawn(file, args, { env: ENVIRONMENT, cwd: '/', stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
}

/** No descriptor of this process goes to processes that it starts, but for those that `stdio` names. */
function keepDescriptors(nativePath: string): void {
  loadNative(nativePath).call('close_range', FIRST_DESCRIPTOR, ALL_DESCRIPTORS, CLOSE_RANGE_CLOEXEC);
}
