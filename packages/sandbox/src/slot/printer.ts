import type { Frame } from '../frames.ts';
import { BoundedOutput } from '../output.ts';
import type { OutputLine } from '../output.ts';

/** How often the end of a flood is sent, in milliseconds. */
const TAIL_INTERVAL_MS = 100;

/**
 * Sends what a script prints. Lines go out at once, so that they survive a kill, until half of the allowance is
 * used; from then on only the newest lines are kept, and sent now and then.
 */
export class Printer {
  readonly #runId: string;
  readonly #send: (frame: Frame) => void;
  readonly #kept: BoundedOutput;
  readonly #startedAt = performance.now();
  #tailSentAt = 0;

  constructor(runId: string, outputBytes: number, send: (frame: Frame) => void) {
    this.#runId = runId;
    this.#kept = new BoundedOutput(outputBytes);
    this.#send = send;
  }

  /** Takes one line from the script. */
  print(level: string, text: string): void {
    const atMs = Math.round((performance.now() - this.#startedAt) * 10) / 10;
    const line: OutputLine = { atMs, level: level as OutputLine['level'], text };
    if (this.#kept.add(line)) this.#sendLines([line], 0, 0);
    else if (atMs - this.#tailSentAt >= TAIL_INTERVAL_MS) this.flush();
  }

  /** Before a host call: a long wait is a reason to send, a short one only when it is time again. */
  flushBefore(isSlow: boolean): void {
    if (isSlow || performance.now() - this.#startedAt - this.#tailSentAt >= TAIL_INTERVAL_MS) this.flush();
  }

  /** Sends what is still held back. */
  flush(): void {
    const tail = this.#kept.takeTail();
    this.#tailSentAt = performance.now() - this.#startedAt;
    if (tail.lines.length + tail.omittedLines > 0) {
      this.#sendLines(tail.lines, tail.omittedLines, tail.omittedBytes);
    }
  }

  #sendLines(lines: readonly OutputLine[], omittedLines: number, omittedBytes: number): void {
    this.#send(['output', this.#runId, JSON.stringify({ lines, omittedLines, omittedBytes })]);
  }
}
