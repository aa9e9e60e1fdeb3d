/** The processors whose system call numbers are known. */
export type Processor = 'x64' | 'arm64';

/** The number of one system call on each processor. */
export type Numbers = Readonly<Record<Processor, number | undefined>>;

const on = (x64: number | undefined, arm64: number | undefined): Numbers => ({ x64, arm64 });

/**
 * Numbers of system calls by name: `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h` of
 * Linux. `undefined` where a processor lacks the call.
 */
export const systemCalls = {
  read: on(0, 63),
  write: on(1, 64),
  close: on(3, 57),
  poll: on(7, undefined),
  lseek: on(8, 62),
  mmap: on(9, 222),
  mprotect: on(10, 226),
  munmap: on(11, 215),
  brk: on(12, 214),
  rt_sigaction: on(13, 134),
  rt_sigprocmask: on(14, 135),
  rt_sigreturn: on(15, 139),
  pread64: on(17, 67),
  writev: on(20, 66),
  sched_yield: on(24, 124),
  mremap: on(25, 216),
  madvise: on(28, 233),
  nanosleep: on(35, 101),
  getpid: on(39, 172),
  clone: on(56, 220),
  exit: on(60, 93),
  kill: on(62, 129),
  fcntl: on(72, 25),
  gettimeofday: on(96, 169),
  getrusage: on(98, 165),
  sigaltstack: on(131, 132),
  prctl: on(157, 167),
  gettid: on(186, 178),
  time: on(201, undefined),
  futex: on(202, 98),
  sched_getaffinity: on(204, 123),
  set_tid_address: on(218, 96),
  restart_syscall: on(219, 128),
  clock_gettime: on(228, 113),
  clock_getres: on(229, 114),
  clock_nanosleep: on(230, 115),
  exit_group: on(231, 94),
  epoll_wait: on(232, undefined),
  epoll_ctl: on(233, 21),
  tgkill: on(234, 131),
  openat: on(257, 56),
  ppoll: on(271, 73),
  set_robust_list: on(273, 99),
  epoll_pwait: on(281, 22),
  prlimit64: on(302, 261),
  getcpu: on(309, 168),
  seccomp: on(317, 277),
  getrandom: on(318, 278),
  membarrier: on(324, 283),
  rseq: on(334, 293),
  clone3: on(435, 435),
  close_range: on(436, 436),
  landlock_create_ruleset: on(444, 444),
  landlock_restrict_self: on(446, 446),
} as const satisfies Record<string, Numbers>;

/** The name of a system call. */
export type SystemCallName = keyof typeof systemCalls;
