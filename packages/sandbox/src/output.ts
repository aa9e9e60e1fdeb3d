/** One line a script printed. */
export interface OutputLine {
  /** Milliseconds since the run began. */
  readonly atMs: number;
  /** `host`: not printed by the script, but noted by what runs it. */
  readonly level: 'debug' | 'log' | 'info' | 'warn' | 'error' | 'host';
  readonly text: string;
}

/** All that is kept of a run's output: its beginning and its end, and between them a line that says what is missing. */
export interface Output {
  readonly lines: readonly OutputLine[];
  readonly omittedLines: number;
  readonly omittedBytes: number;
}

/** Keeps the first and the last lines of an output within a number of UTF-8 bytes; half for either end. */
export class BoundedOutput {
  readonly #half: number;
  #head: OutputLine[] = [];
  #headBytes = 0;
  #headIsFull = false;
  #tail: { line: OutputLine; bytes: number }[] = [];
  #tailBytes = 0;
  #omittedLines = 0;
  #omittedBytes = 0;

  constructor(maxBytes: number) {
    this.#half = Math.floor(maxBytes / 2);
  }

  /** Adds a line; says whether it went to the head, which is kept for good. */
  add(line: OutputLine): boolean {
    const bounded = cutLine(line, this.#half);
    this.#omittedBytes += bounded.cutBytes;
    if (!this.#headIsFull && this.#headBytes + bounded.bytes <= this.#half) {
      this.#head.push(bounded.line);
      this.#headBytes += bounded.bytes;
      return true;
    }
    this.#headIsFull = true;
    this.#addToTail(bounded.line, bounded.bytes);
    return false;
  }

  /** Counts lines that were left out before they got here. */
  omit(lines: number, bytes: number): void {
    this.#omittedLines += lines;
    this.#omittedBytes += bytes;
  }

  /** Gives away the kept end of the output, with what was left out since the last time. */
  takeTail(): Output {
    const taken = {
      lines: this.#tail.map(({ line }) => line),
      omittedLines: this.#omittedLines,
      omittedBytes: this.#omittedBytes,
    };
    this.#tail = [];
    this.#tailBytes = this.#omittedLines = this.#omittedBytes = 0;
    return taken;
  }

  /** The output as it is kept, with a line in place of what is missing. */
  finish(): Output {
    const { lines: tail, omittedLines, omittedBytes } = this.takeTail();
    const marker =
      omittedLines === 0 ? [] : [markerLine(omittedLines, omittedBytes, tail[0] ?? this.#head.at(-1))];
    return { lines: [...this.#head, ...marker, ...tail], omittedLines, omittedBytes };
  }

  #addToTail(line: OutputLine, bytes: number): void {
    this.#tail.push({ line, bytes });
    this.#tailBytes += bytes;
    while (this.#tailBytes > this.#half) {
      const dropped = this.#tail.shift();
      if (dropped === undefined) return;
      this.#tailBytes -= dropped.bytes;
      this.omit(1, dropped.bytes);
    }
  }
}

/** What a line costs besides its text, so that a flood of empty lines is bounded as well. */
const LINE_COST = 16;

function cutLine(line: OutputLine, maxBytes: number): { line: OutputLine; bytes: number; cutBytes: number } {
  const bytes = Buffer.byteLength(line.text) + LINE_COST;
  if (bytes <= maxBytes) return { line, bytes, cutBytes: 0 };
  const capacity = Math.max(0, maxBytes - LINE_COST - 64);
  const kept = Buffer.from(line.text)
    .subarray(0, capacity)
    .toString()
    .replace(/\uFFFD$/, '');
  const cutBytes = bytes - LINE_COST - Buffer.byteLength(kept);
  const text = `${kept}… ${cutBytes} bytes omitted`;
  return { line: { ...line, text }, bytes: Buffer.byteLength(text) + LINE_COST, cutBytes };
}

function markerLine(lines: number, bytes: number, near: OutputLine | undefined): OutputLine {
  return { atMs: near?.atMs ?? 0, level: 'host', text: `… ${lines} lines (${bytes} bytes) omitted …` };
}
