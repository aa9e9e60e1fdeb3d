import type { Channel } from './channel.ts';

/** Makes the host calls of one run: writes the call, then blocks until its own answer is there. */
export class HostCalls {
  readonly #channel: Channel;
  readonly #runId: string;
  #lastCallId = 0;

  constructor(channel: Channel, runId: string) {
    this.#channel = channel;
    this.#runId = runId;
  }

  /** Gives the answer as the guest wants it: `v` and the value, `u` for none, `x` and an error as JSON. */
  call(name: string, namesAndValues: readonly string[]): string {
    this.#lastCallId += 1;
    const callId = String(this.#lastCallId);
    this.#channel.send(['call', this.#runId, callId, name, ...namesAndValues]);
    for (;;) {
      const [kind, runId, answeredId, status, value = ''] = this.#channel.receive();
      const isMatch = kind === 'reply' && runId === this.#runId && answeredId === callId;
      if (isMatch) return `${status}${value}`;
    }
  }
}
