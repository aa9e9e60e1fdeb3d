import type { Frame } from '../frames.ts';
import type { PrintedLines } from '../messages.ts';
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
  readonly #sendFrame: (frame: Frame) => void;
  readonly #kept: BoundedOutput;
  readonly #startedAt = performance.now();
  #tailSentAt = 0;

  constructor(runId: string, outputBytes: number, send: (frame: Frame) => void) {
    this.#runId = runId;
    this.#kept = new BoundedOutput(outputBytes);
    this.#sendFrame = send;
  }

  /** Takes one line from the script; so many characters at its end did not leave the isolate. */
  print(level: string, text: string, omittedCharacters: number): void {
    const atMs = Math.round((performance.now() - this.#startedAt) * 10) / 10;
    const line: OutputLine = {
      atMs,
      level: level as OutputLine['level'],
      ...withNote(text, omittedCharacters),
    };
    this.#kept.omit(0, omittedCharacters);
    const kept = this.#kept.add(line);
    if (kept !== undefined) this.#send({ ...this.#kept.takeTail(), lines: [kept] });
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
    if (tail.lines.length + tail.omittedLines + tail.omittedBytes > 0) {
      this.#send(tail);
    }
  }

  #send(lines: PrintedLines): void {
    this.#sendFrame(['output', this.#runId, JSON.stringify(lines)]);
  }
}

function withNote(text: string, omittedCharacters: number): Pick<OutputLine, 'text' | 'noteBytes'> {
  if (omittedCharacters === 0) return { text };
  const note = `… ${omittedCharacters} characters omitted`;
  return { text: text + note, noteBytes: Buffer.byteLength(note) };
}
