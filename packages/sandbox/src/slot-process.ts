import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { encodeFrame, FrameDecoder } from './frames.ts';
import type { Frame } from './frames.ts';
import { ProcessGauge } from './process-gauge.ts';
import { slotProgram } from './slot-program.ts';
import { spawnSlot } from './spawn-slot.ts';
import { ThreadPermit } from './thread-permit.ts';

/** How a slot ended, and what it (never a script) said about it. */
export interface SlotDeath {
  readonly signal: string | undefined;
  readonly exitCode: number | undefined;
  readonly complaint: string;
}

/** The side of the parent that a slot's frames go to. */
export interface RunListener {
  /** Throws when the frame breaks the protocol. */
  received(frame: Frame): void;
  died(death: SlotDeath): void;
}

/** Hears everything of a slot. */
export interface SlotListener extends RunListener {
  /** The slot sent what no honest slot sends. */
  misbehaved(): void;
}

/** A third of the processor time of a process with the default niceness, under contention. */
const NICENESS = 5;

/** Processes that record, settle and watch come before scripts. */
function lowerPriority(pid: number): void {
  try {
    if (pid !== 0) setPriority(pid, NICENESS);
  } catch {
    // The slot died at once, or the system does not permit it: the priority is then unchanged.
  }
}

/** The cause stands at the beginning; a long native stack follows. */
const MAX_COMPLAINT = 4_096;

/** One child process and the frames that go to and come from it. */
export class SlotProcess {
  readonly pid: number;
  readonly gauge: ProcessGauge;
  readonly threadPermit: ThreadPermit;
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #listener: SlotListener;
  readonly #decoder = new FrameDecoder();
  #complaint = '';

  constructor(memoryMb: number, harden: boolean, listener: SlotListener) {
    const program = slotProgram();
    this.#listener = listener;
    this.#child = spawnSlot(program, memoryMb, harden);
    this.pid = this.#child.pid ?? 0;
    this.gauge = new ProcessGauge(this.pid);
    this.threadPermit = new ThreadPermit(this.pid, harden ? program.nativePath : undefined);
    lowerPriority(this.pid);
    this.#socket = this.#child.stdio[3] as Socket;
    this.#listen();
    this.#socket.write(program.firstFrame(memoryMb, harden));
  }

  /** Sends a frame; to a slot that is dead already it goes nowhere. */
  send(frame: Frame): void {
    this.#socket.write(encodeFrame(frame));
  }

  /** Ends the slot, whatever it is doing. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** An idle slot does not keep its parent alive. */
  keepsParentAlive(keeps: boolean): void {
    const stderr = this.#child.stderr as Socket | null;
    for (const handle of [this.#child, this.#socket, stderr]) {
      if (keeps) handle?.ref();
      else handle?.unref();
    }
  }

  #listen(): void {
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.on('error', () => this.kill());
    const stderr = this.#child.stderr as Readable;
    stderr.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(0, MAX_COMPLAINT);
      // A flood of complaints must not cost this process anything.
      if (this.#complaint.length === MAX_COMPLAINT) stderr.destroy();
    });
    this.#child.on('error', (error) => {
      this.#complaint += error.message;
    });
    this.#child.on('close', (exitCode: number | null, signal: string | null) => {
      this.gauge.close();
      const complaint = this.#complaint;
      this.#listener.died({ signal: signal ?? undefined, exitCode: exitCode ?? undefined, complaint });
    });
  }

  /** A slot that does not speak the protocol cannot be trusted with anything any more. */
  #read(chunk: Buffer): void {
    try {
      for (const frame of this.#decoder.push(chunk)) this.#listener.received(frame);
    } catch (error) {
      this.#complaint += `\nprotocol: ${String(error)}`;
      this.#listener.misbehaved();
    }
  }
}
