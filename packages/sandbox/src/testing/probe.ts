import { raiseBarrier } from '../slot/barrier/barrier.ts';
import { applyLandlock } from '../slot/barrier/landlock.ts';
import { loadNative } from '../slot/barrier/native.ts';
import type { Answer, Argument, Native } from '../slot/barrier/native.ts';
import type { Processor } from '../slot/barrier/system-calls.ts';
import { Channel } from '../slot/channel.ts';

/** What stands around the probe before it tries anything. */
export type Protection = 'none' | 'landlock' | 'barrier';

/** What a probe is started with. */
export interface ProbeConfig {
  readonly nativePath: string;
  readonly protection: Protection;
  readonly parentPid: number;
  /** The name of an abstract socket that its parent listens on. */
  readonly abstractName: string;
  /** Further system calls to try, by number, with zeros as arguments. */
  readonly numbers: readonly number[];
}

/** What a probe found: the answers by attempt and by number. */
export interface ProbeReport {
  readonly attempts: Readonly<Record<string, Answer>>;
  readonly numbers: readonly (readonly [number: number, errno: number])[];
  /** Its open descriptors, as long as fcntl is permitted. */
  readonly descriptors: readonly number[];
}

type Calls = Readonly<Record<string, readonly [Readonly<Record<Processor, number>>, ...Argument[]]>>;

const on = (x64: number, arm64: number) => ({ x64, arm64 });
const path = (text: string) => Buffer.from(`${text}\0`);
const AT_FDCWD = -100;
const O_RDWR = 2;
const SIGCHLD = 17;
const CLONE_VM = 0x100;
const THREAD_FLAGS = 0x1_0900;
const CLONE_NEWUSER = 0x1000_0000;

/** Arguments are such that a call does nothing where it is permitted. */
function attemptsOf(parent: number, isConfined: boolean): Calls {
  const openat = on(257, 56);
  const calls: Calls = {
    'read the environment of its parent': [openat, AT_FDCWD, path(`/proc/${parent}/environ`), 0],
    'read the memory of its parent by a file': [openat, AT_FDCWD, path(`/proc/${parent}/mem`), 0],
    'read the memory of its parent by a call': [on(310, 270), parent],
    'trace its parent': [on(101, 117), 0x4206, parent],
    'open a TCP socket': [on(41, 198), 2, 1],
    'open a UDP socket': [on(41, 198), 2, 2],
    'open a unix socket': [on(41, 198), 1, 1],
    'connect a socket': [on(42, 203), -1],
    'start a program': [on(59, 221), path('/nonexistent')],
    'open a file to read': [openat, AT_FDCWD, path('/'), 0],
    'open a file to write': [openat, AT_FDCWD, path('/dev/null'), O_RDWR],
    'send its parent a signal': [on(62, 129), parent, 0],
    'send a thread of its parent a signal': [on(234, 131), parent, parent, 0],
    'set up io_uring': [on(425, 425), 1],
    'make memory executable': [on(9, 222), 0, 4096, 7, 0x22, -1, 0],
    'make memory executable later': [on(10, 226), 0, 0, 7],
    'map memory that its limit does not count': [on(9, 222), 0, 4096, 3, 0x21, -1, 0],
    'map a stack that grows': [on(9, 222), 0, 4096, 3, 0x122, -1, 0],
    'read the clock of its parent': [on(228, 113), -8 * (parent + 1) + 2, Buffer.alloc(16)],
    'signal its process group': [on(62, 129), 0, 0],
    'signal all processes': [on(62, 129), -1, 0],
    'become dumpable again': [on(157, 167), 4, 1],
  };
  if (!isConfined) return calls;
  return {
    ...calls,
    'start a process': [on(56, 220), SIGCHLD],
    'start a process that shares memory': [on(56, 220), CLONE_VM | SIGCHLD],
    'start a thread with users of its own': [on(56, 220), THREAD_FLAGS | CLONE_NEWUSER],
  };
}

/** The program of a process that is started as a slot is, and then does what native code in a slot might do. */
export function main(configJson: string): void {
  const config = JSON.parse(configJson) as ProbeConfig;
  const native = loadNative(config.nativePath);
  protect(native, config.protection);
  const calls = attemptsOf(config.parentPid, config.protection === 'barrier');
  const attempts = Object.entries(calls).map(
    ([name, [number, ...args]]) => [name, native.callNumber(number[native.processor], ...args)] as const,
  );
  const sockets = trySockets(native, config.abstractName);
  const numbers = config.numbers.map((number) => [number, native.callNumber(number).errno] as const);
  const descriptors = Array.from({ length: 1024 }, (_, fd) => fd).filter((fd) => isOpen(native, fd));
  const report: ProbeReport = {
    attempts: { ...Object.fromEntries(attempts), ...sockets },
    numbers,
    descriptors,
  };
  const channel = new Channel();
  channel.send(['probe', JSON.stringify(report)]);
  channel.receive();
}

/** Uses sockets, where they can be opened, as far as the network. */
function trySockets(native: Native, abstractName: string): ProbeReport['attempts'] {
  const [socket, connect, bind] = [on(41, 198), on(42, 203), on(49, 200)].map(
    (call) => call[native.processor],
  );
  const [AF_UNIX, AF_INET, SOCK_STREAM] = [1, 2, 1];
  const open = (family: number) => native.callNumber(socket ?? -1, family, SOCK_STREAM).value;
  const anyPort = Buffer.alloc(16);
  anyPort.writeUInt16LE(AF_INET);
  const parent = Buffer.from(`\u0001\0\0${abstractName}`);
  return {
    'listen on a TCP port': native.callNumber(bind ?? -1, open(AF_INET), anyPort, anyPort.length),
    'connect to an abstract socket': native.callNumber(connect ?? -1, open(AF_UNIX), parent, parent.length),
  };
}

function isOpen(native: Native, fd: number): boolean {
  const F_GETFD = 1;
  return native.call('fcntl', fd, F_GETFD).errno === 0;
}

function protect(native: Native, protection: Protection): void {
  if (protection === 'barrier') raiseBarrier(native);
  if (protection !== 'landlock') return;
  native.call('prctl', 38, 1);
  applyLandlock(native);
}
