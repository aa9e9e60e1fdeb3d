import { once } from 'node:events';
import { createServer } from 'node:net';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { sandboxForTests, runSource } from '@upshot/testing/sandbox/run-source';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bundle } from './bundle.ts';
import { encodeFrame, FrameDecoder } from './frames.ts';
import { slotProgram } from './slot-program.ts';
import { loadNative } from './slot/barrier/native.ts';
import { systemCalls } from './slot/barrier/system-calls.ts';
import type { Numbers } from './slot/barrier/system-calls.ts';
import { spawnSlot } from './spawn-slot.ts';
import type { ProbeConfig, ProbeReport, Protection } from './testing/probe.ts';

const EPERM = 1;
const EACCES = 13;
const ENOSYS = 38;
/** uretprobe and uprobe of x64: no filter sees them, and the kernel ends a process that calls them itself. */
const UNFILTERED = [335, 336] as const;
const program = slotProgram();
const nativePath = program.nativePath ?? '';
const native = process.platform === 'linux' ? loadNative(nativePath) : undefined;
const processor = native?.processor ?? 'x64';
const landlock = native?.call('landlock_create_ruleset', 0, 0, 1).value ?? 0;

/** Starts a process exactly as a slot is started, with another program, and gives what that reports. */
/** Nothing but an abstract socket, by a name of its own. */
const abstractName = `upshot-barrier-test-${process.pid}`;
const listener = createServer((socket) => socket.destroy());

beforeAll(async () => {
  if (native === undefined) return;
  await new Promise<void>((resolve) => listener.listen(`\0${abstractName}`, resolve));
});

afterAll(() => void listener.close());

async function probe(protection: Protection, numbers: readonly number[] = []): Promise<ProbeReport> {
  const child = spawnSlot(program, 128, true);
  const socket = child.stdio[3] as Socket;
  const config: ProbeConfig = { nativePath, protection, parentPid: process.pid, abstractName, numbers };
  const probeProgram = bundle(new URL('./testing/probe.ts', import.meta.url));
  socket.write(encodeFrame([probeProgram, JSON.stringify(config)]));
  const decoder = new FrameDecoder();
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      const [frame] = decoder.push(chunk);
      if (frame !== undefined) return JSON.parse(frame[1] ?? '') as ProbeReport;
    }
    throw new Error('the probe ended without a report');
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

function errnos({ attempts }: ProbeReport): Record<string, number> {
  return Object.fromEntries(Object.entries(attempts).map(([name, { errno }]) => [name, errno]));
}

describe.skipIf(native === undefined)('native code in a slot', () => {
  test('is refused everything outside its own process', async () => {
    const answers = Object.entries(errnos(await probe('barrier')));
    expect(answers.length).toBeGreaterThanOrEqual(27);
    expect(answers.filter(([, errno]) => errno !== EPERM)).toEqual([]);
  });

  test('could do most of that without the barrier, so that the probe shows what the barrier does', async () => {
    const { attempts } = await probe('none');
    const permitted = Object.entries(attempts).filter(([, { errno }]) => errno === 0);
    expect(permitted.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'open a TCP socket',
        'open a UDP socket',
        'open a unix socket',
        'open a file to read',
        'open a file to write',
        'send its parent a signal',
        'make memory executable',
        'listen on a TCP port',
        'connect to an abstract socket',
      ]),
    );
  });

  test('gets EPERM for every system call that a slot does not need', async () => {
    const known = new Set<number | undefined>(
      Object.values<Numbers>(systemCalls).map((numbers) => numbers[processor]),
    );
    for (const number of UNFILTERED) known.add(number);
    const numbers = Array.from({ length: 1024 }, (_, number) => number).filter(
      (number) => !known.has(number),
    );
    const report = await probe('barrier', numbers);
    expect(report.numbers.filter(([, errno]) => errno !== EPERM)).toEqual([]);
    expect(report.numbers).toHaveLength(numbers.length);
  });

  test.runIf(process.arch === 'x64')('gets EPERM for calls by the numbers of x32', async () => {
    const numbers = Object.values<Numbers>(systemCalls).map(({ x64 = 0 }) => 0x4000_0000 + x64);
    const report = await probe('barrier', numbers);
    expect(report.numbers.filter(([, errno]) => errno !== EPERM)).toEqual([]);
  });

  test('gets EPERM for the calls that only its set-up needs', async () => {
    const setUp = ['close', 'fcntl', 'openat', 'close_range', 'seccomp', 'prlimit64'] as const;
    const numbers = setUp.flatMap((name) => systemCalls[name][processor] ?? []);
    const report = await probe('barrier', numbers);
    expect(report.numbers).toEqual(numbers.map((number) => [number, EPERM]));
  });

  test('cannot use clone3, whose flags a filter cannot see', async () => {
    const report = await probe('barrier', [systemCalls.clone3.x64 ?? 0]);
    expect(report.numbers).toEqual([[435, ENOSYS]]);
  });

  test('inherits no descriptor of its parent', async () => {
    const [F_DUPFD, AT_FDCWD] = [0, -100];
    const opened = native?.call('openat', AT_FDCWD, Buffer.from('/\0'), 0).value ?? -1;
    // High enough not to be a descriptor that the probe opens itself.
    const inheritable = native?.call('fcntl', opened, F_DUPFD, 500).value ?? -1;
    onTestFinished(() => [opened, inheritable].forEach((fd) => native?.call('close', fd)));
    expect(inheritable).toBeGreaterThanOrEqual(500);
    const { descriptors } = await probe('none');
    expect(descriptors).toContain(3);
    expect(descriptors.filter((fd) => fd >= 64)).toEqual([]);
  });

  test.runIf(landlock > 0)('reaches no file by Landlock alone either', async () => {
    const found = errnos(await probe('landlock'));
    expect(found['open a file to read']).toBe(EACCES);
    expect(found['open a file to write']).toBe(EACCES);
  });

  test.runIf(landlock >= 4)('listens on no TCP port by Landlock alone either', async () => {
    expect(errnos(await probe('landlock'))['listen on a TCP port']).toBe(EACCES);
  });

  test.runIf(landlock >= 6)(
    'signals no process and connects to no abstract socket outside by Landlock alone either',
    async () => {
      expect(errnos(await probe('landlock'))['send its parent a signal']).toBe(EPERM);
      expect(errnos(await probe('landlock'))['connect to an abstract socket']).toBe(EPERM);
    },
  );
});

describe.skipIf(native === undefined)('a slot', () => {
  const sandbox = sandboxForTests({ warmSlots: 1, maxRunning: 1 });

  test('says which parts of the barrier are in force', async () => {
    expect(await sandbox.barrier()).toEqual({ seccomp: true, landlock });
  });

  test('has them in force in the kernel, for all its threads', async () => {
    const { slotPid } = await runSource(sandbox, `console.log('x')`);
    const threads = readdirSync(`/proc/${slotPid}/task`);
    expect(threads.length).toBeGreaterThan(1);
    for (const thread of threads) {
      const status = readFileSync(`/proc/${slotPid}/task/${thread}/status`, 'utf8');
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      expect(status).toMatch(/^Seccomp:\t2$/m);
    }
    const limits = readFileSync(`/proc/${slotPid}/limits`, 'utf8');
    expect(limits).toMatch(/^Max file size\s+0\s+0\s/m);
    expect(limits).toMatch(/^Max core file size\s+0\s+0\s/m);
    expect(limits).toMatch(/^Max open files\s+64\s+64\s/m);
  });

  // The files in /proc of a process that is not dumpable belong to root: proc(5). Root itself sees no difference.
  test.runIf(process.getuid?.() !== 0)('is not dumpable', async () => {
    const { slotPid } = await runSource(sandbox, '1');
    expect(statSync(`/proc/${slotPid}/stat`).uid).toBe(0);
  });

  test('gives scripts the time zone of the machine', async () => {
    const { output } = await runSource(sandbox, 'console.log(new Date(0).getTimezoneOffset())');
    expect(output.lines.map(({ text }) => text)).toEqual([String(new Date(0).getTimezoneOffset())]);
  });
});
