/** One line a script printed. */
export interface OutputLine {
  /** Milliseconds since the run began. */
  readonly atMs: number;
  /** `host`: not printed by the script, but noted by what runs it. */
  readonly level: 'debug' | 'log' | 'info' | 'warn' | 'error' | 'host';
  readonly text: string;
  /** How many bytes of `text` say what was cut from the line, rather than being printed. */
  readonly noteBytes?: number;
}

/** All that is kept of a run's output: its beginning and its end, and between them a line that says what is missing. */
export interface Output {
  readonly lines: readonly OutputLine[];
  readonly omittedLines: number;
  /**
   * UTF-8 bytes that the script printed and that are not there; a line ends with one byte. A character that never left
   * the isolate, since its line was too long, counts as one byte.
   */
  readonly omittedBytes: number;
}

/** What a line costs besides its text, so that a flood of empty lines is bounded as well. */
const LINE_COST = 16;

/**
 * Keeps the first and the last lines of an output within a number of UTF-8 bytes; half for either end. Each line costs
 * `LINE_COST` bytes besides its text.
 */
export class BoundedOutput {
  readonly #half: number;
  #head: OutputLine[] = [];
  #headBytes = 0;
  #headIsFull = false;
  #tail: BoundedLine[] = [];
  #tailBytes = 0;
  #omittedLines = 0;
  #omittedBytes = 0;

  constructor(maxBytes: number) {
    this.#half = Math.floor(maxBytes / 2);
  }

  /** Adds a line; gives it back, cut to what is kept of it, if it went to the head, which is kept for good. */
  add(line: OutputLine): OutputLine | undefined {
    const bounded = cutLine(line, this.#half);
    this.omit(0, bounded.cutBytes);
    if (!this.#headIsFull && this.#headBytes + bounded.cost <= this.#half) {
      this.#head.push(bounded.line);
      this.#headBytes += bounded.cost;
      return bounded.line;
    }
    this.#headIsFull = true;
    this.#addToTail(bounded);
    return undefined;
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

  #addToTail(bounded: BoundedLine): void {
    this.#tail.push(bounded);
    this.#tailBytes += bounded.cost;
    while (this.#tailBytes > this.#half) {
      const dropped = this.#tail.shift();
      if (dropped === undefined) return;
      this.#tailBytes -= dropped.cost;
      this.omit(1, dropped.printedBytes + LINE_END);
    }
  }
}

/** Each line that is printed ends with a line feed. */
const LINE_END = 1;

interface BoundedLine {
  readonly line: OutputLine;
  /** What it takes of the allowance. */
  readonly cost: number;
  /** How many bytes of its text the script printed. */
  readonly printedBytes: number;
}

function cutLine(line: OutputLine, maxCost: number): BoundedLine & { readonly cutBytes: number } {
  const { text, noteBytes = 0 } = line;
  const bytes = Buffer.byteLength(text);
  const printed = bytes - noteBytes;
  if (bytes + LINE_COST <= maxCost) {
    return { line, cost: bytes + LINE_COST, printedBytes: printed, cutBytes: 0 };
  }
  const capacity = Math.min(printed, Math.max(0, maxCost - LINE_COST - 64));
  const kept = Buffer.from(text)
    .subarray(0, capacity)
    .toString()
    .replace(/\uFFFD$/, '');
  const printedBytes = Buffer.byteLength(kept);
  const cutBytes = printed - printedBytes;
  const note = `… ${cutBytes} bytes omitted`;
  const cut = { ...line, text: kept + note, noteBytes: Buffer.byteLength(note) };
  return { line: cut, cost: printedBytes + cut.noteBytes + LINE_COST, printedBytes, cutBytes };
}

function markerLine(lines: number, bytes: number, near: OutputLine | undefined): OutputLine {
  return { atMs: near?.atMs ?? 0, level: 'host', text: `… ${lines} lines (${bytes} bytes) omitted …` };
}
