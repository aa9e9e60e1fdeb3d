import type { LiveLine, LiveOutput } from '@upshot/runtime/live-output';
import type { OutputLine } from '@upshot/sandbox/sandbox';
import { redactLine } from '@upshot/secrets/redact/describe-request';
import type { Redact } from '@upshot/secrets/redact/redact';

/** A run that takes this long after its first line is shown while it runs. */
const LIVE_AFTER_MS = 500;
/** How often new lines are shown. */
const SHOW_EVERY_MS = 200;

export interface LiveRunOptions {
  readonly live: LiveOutput;
  readonly run: string;
  readonly attempt: number;
  /** Masks what must not be shown. */
  readonly redact: Redact;
  /** Makes it durable that the attempt is under way. */
  readonly begin: () => Promise<void>;
}

/**
 * Shows the output of one attempt while it runs. Most attempts end too soon to be watched; nothing is done for
 * these.
 */
export class LiveRun implements AsyncDisposable {
  readonly #options: LiveRunOptions;
  #startedAt = 0;
  #start: NodeJS.Timeout | undefined;
  #show: NodeJS.Timeout | undefined;
  #waiting: { readonly at: number; readonly line: OutputLine }[] = [];
  #begun: Promise<void> | undefined;
  #shown: Promise<void> = Promise.resolve();
  #isShown = false;

  constructor(options: LiveRunOptions) {
    this.#options = options;
  }

  /** Takes a line as it is printed. */
  add(line: OutputLine): void {
    if (this.#start === undefined) {
      this.#startedAt = Date.now() - line.atMs;
      this.#start = setTimeout(() => this.#goLive(), LIVE_AFTER_MS);
    }
    this.#waiting.push({ at: Math.round(this.#startedAt + line.atMs), line });
  }

  #goLive(): void {
    // Who has lost the lane meanwhile learns it when the outcome is settled.
    this.#begun = this.#options.begin().catch(() => undefined);
    this.#flush();
    this.#show = setInterval(() => this.#flush(), SHOW_EVERY_MS);
  }

  #flush(): void {
    const { live, run, attempt, redact } = this.#options;
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting.map(({ at, line }): LiveLine => [at, redactLine(line, redact)]);
    this.#waiting = [];
    this.#isShown = true;
    this.#shown = this.#shown.then(() => live.append(run, attempt, lines));
  }

  /** Resolves when nothing more is under way for the attempt. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#start);
    clearInterval(this.#show);
    await this.#begun;
    const { live, run, attempt } = this.#options;
    if (this.#isShown) void this.#shown.then(() => live.end(run, attempt));
  }
}
