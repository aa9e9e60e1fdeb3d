import { systemCalls } from './system-calls.ts';
import type { Processor, SystemCallName } from './system-calls.ts';

/** What a system call answered. `errno` is 0 when it succeeded. */
export interface Answer {
  readonly value: number;
  readonly errno: number;
}

/** An argument of a system call: a number, or the bytes it points to. */
export type Argument = number | Buffer;

/** System calls made from JavaScript. */
export interface Native {
  readonly processor: Processor;
  call(name: SystemCallName, ...args: readonly Argument[]): Answer;
  /** Makes the call that has this number. */
  callNumber(number: number, ...args: readonly Argument[]): Answer;
  /** Applies a program of `struct sock_filter` to all threads of the process. */
  installFilter(program: Buffer): Answer;
  readonly pageBytes: number;
}

type Function = (...args: unknown[]) => number;

interface Koffi {
  load(library: null): { func(prototype: string): Function };
  struct(name: string, fields: Readonly<Record<string, string>>): unknown;
  errno(): number;
}

const SC_PAGESIZE = 30;
const SECCOMP_SET_MODE_FILTER = 1;
const SECCOMP_FILTER_FLAG_TSYNC = 1;

let loaded: Native | undefined;

/** Loads koffi's native part (koffi.dev), once a process. Throws where it cannot be loaded, or on another processor. */
export function loadNative(path: string): Native {
  loaded ??= load(path);
  return loaded;
}

function load(path: string): Native {
  const { arch: processor } = process;
  if (processor !== 'x64' && processor !== 'arm64') throw new Error(`no system calls known for ${processor}`);
  const addon = { exports: {} };
  process.dlopen(addon, path);
  const koffi = addon.exports as Koffi;
  const library = koffi.load(null);
  const syscall = library.func('long syscall(long, void *, void *, void *, void *, void *, void *)');
  koffi.struct('sock_fprog', { length: 'uint16', filter: 'void *' });
  const seccomp = library.func('long syscall(long, long, long, sock_fprog *)');
  const answer = (value: number): Answer => ({ value, errno: value === -1 ? koffi.errno() : 0 });
  const callNumber = (number: number, ...args: readonly Argument[]) =>
    answer(syscall(number, ...[...args, 0, 0, 0, 0, 0, 0].slice(0, 6)));
  return {
    processor,
    callNumber,
    call: (name, ...args) => callNumber(systemCalls[name][processor] ?? -1, ...args),
    installFilter(filter) {
      const program = { length: filter.length / 8, filter };
      const number = systemCalls.seccomp[processor];
      return answer(seccomp(number, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program));
    },
    pageBytes: library.func('long sysconf(int)')(SC_PAGESIZE),
  };
}
