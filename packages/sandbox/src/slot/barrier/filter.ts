import { systemCalls } from './system-calls.ts';
import type { Processor, SystemCallName } from './system-calls.ts';

/** What a slot needs to compute, to allocate, to speak with its parent and to end: permitted with any arguments. */
const PERMITTED: readonly SystemCallName[] = [
  ...(['read', 'write', 'writev', 'pread64', 'lseek'] as const),
  ...(['futex', 'munmap', 'mremap', 'madvise', 'brk'] as const),
  ...(['getrusage', 'getpid', 'gettid', 'getcpu', 'getrandom', 'membarrier'] as const),
  ...(['clock_getres', 'clock_nanosleep', 'nanosleep', 'gettimeofday', 'time'] as const),
  ...(['rt_sigaction', 'rt_sigprocmask', 'rt_sigreturn', 'sigaltstack'] as const),
  ...(['set_robust_list', 'set_tid_address', 'rseq', 'sched_yield', 'sched_getaffinity'] as const),
  ...(['epoll_wait', 'epoll_pwait', 'epoll_ctl', 'poll', 'ppoll', 'restart_syscall'] as const),
  ...(['exit', 'exit_group'] as const),
];

/** A call that is permitted when each of these arguments, masked, has one of its values. */
interface Condition {
  readonly call: SystemCallName;
  readonly checks: readonly Check[];
}

interface Check {
  readonly argument: number;
  readonly mask: number;
  readonly values: readonly number[];
}

const ALL_BITS = 0xffff_ffff;
const PROT_EXEC = 0x4;
/** MAP_SHARED and MAP_GROWSDOWN: RLIMIT_DATA, which bounds the memory of a slot, does not count them. */
const UNCOUNTED_MEMORY = 0x1 | 0x100;
/** A negative clock is that of another process or thread. */
const CLOCK_OF_PROCESS = 0x8000_0000;
/** CLONE_VM, CLONE_SIGHAND and CLONE_THREAD make a thread; without them, or with a new namespace, it is a process. */
const THREAD_FLAGS = 0x100 | 0x800 | 0x1_0000;
/** CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NAMESPACE_FLAGS = 0x80 | 0x2_0000 | 0x7e00_0000;
/** PR_SET_NAME and PR_SET_VMA: names for debuggers. */
const NAMING = [15, 0x5356_4d41];

function conditions(pid: number): readonly Condition[] {
  const noExecution = { argument: 2, mask: PROT_EXEC, values: [0] };
  const itself = { argument: 0, mask: ALL_BITS, values: [pid] };
  return [
    { call: 'mmap', checks: [noExecution, { argument: 3, mask: UNCOUNTED_MEMORY, values: [0] }] },
    { call: 'mprotect', checks: [noExecution] },
    {
      call: 'clone',
      checks: [{ argument: 0, mask: THREAD_FLAGS | NAMESPACE_FLAGS, values: [THREAD_FLAGS] }],
    },
    { call: 'kill', checks: [itself] },
    { call: 'tgkill', checks: [itself] },
    { call: 'prctl', checks: [{ argument: 0, mask: ALL_BITS, values: NAMING }] },
    { call: 'clock_gettime', checks: [{ argument: 0, mask: CLOCK_OF_PROCESS, values: [0] }] },
  ];
}

/** One instruction of classic BPF: `struct sock_filter` of `linux/filter.h`. */
interface Instruction {
  readonly code: number;
  readonly k: number;
  readonly jt?: number;
  readonly jf?: number;
}

const load = (k: number): Instruction => ({ code: 0x20, k });
const and = (k: number): Instruction => ({ code: 0x54, k });
const result = (k: number): Instruction => ({ code: 0x06, k });
const ifEqualSkip = (k: number, skip: number): Instruction => ({ code: 0x15, k, jt: skip, jf: 0 });
/** Goes on with the next instruction when equal, else skips so many. */
const unlessEqual = (k: number, skip: number): Instruction => ({ code: 0x15, k, jt: 0, jf: skip });

/** Offsets in `struct seccomp_data`. The low half of an argument comes first: both processors are little-endian. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argumentAt = (index: number) => 16 + 8 * index;

const ALLOW = result(0x7fff_0000);
const KILL_PROCESS = result(0x8000_0000);
const refuse = (errno: number) => result(0x0005_0000 | errno);
const EPERM = 1;
const ENOSYS = 38;
/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64. */
const ARCHITECTURES: Readonly<Record<Processor, number>> = { x64: 0xc000_003e, arm64: 0xc000_00b7 };

/**
 * The system calls that a slot may make, as a program for seccomp(2): `struct sock_filter[]`. Any other call gets
 * EPERM; one by the convention of another processor (32-bit code on x64) ends the process.
 */
export function seccompFilter(processor: Processor, pid: number): Buffer {
  const numberOf = (call: SystemCallName) => systemCalls[call][processor];
  const permitted = PERMITTED.flatMap((call) => when(numberOf(call), [ALLOW]));
  const conditional = conditions(pid).flatMap((condition) =>
    when(numberOf(condition.call), check(condition)),
  );
  return encode([
    load(ARCHITECTURE),
    ifEqualSkip(ARCHITECTURES[processor], 1),
    KILL_PROCESS,
    load(NUMBER),
    ...permitted,
    ...conditional,
    // The C library then makes its threads with clone, whose flags a filter can see.
    ...when(numberOf('clone3'), [refuse(ENOSYS)]),
    refuse(EPERM),
  ]);
}

function when(number: number | undefined, then: readonly Instruction[]): readonly Instruction[] {
  return number === undefined ? [] : [unlessEqual(number, then.length), ...then];
}

/** Each check goes on with the next when it holds; when none is left, the call is permitted. */
function check({ checks }: Condition): readonly Instruction[] {
  return [...checks.flatMap(hold), ALLOW];
}

function hold({ argument, mask, values }: Check): readonly Instruction[] {
  const matches = values.map((value, index) => ifEqualSkip(value, values.length - index));
  return [load(argumentAt(argument)), and(mask), ...matches, refuse(EPERM)];
}

function encode(instructions: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(8 * instructions.length);
  for (const [index, { code, k, jt = 0, jf = 0 }] of instructions.entries()) {
    bytes.writeUInt16LE(code, 8 * index);
    bytes.writeUInt8(jt, 8 * index + 2);
    bytes.writeUInt8(jf, 8 * index + 3);
    bytes.writeUInt32LE(k >>> 0, 8 * index + 4);
  }
  return bytes;
}
