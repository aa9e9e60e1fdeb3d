import type { OutputLine } from '@upshot/sandbox/sandbox';
import type { FetchReply, FetchRequest, Host, HostRefusal, Print } from '@upshot/sandbox/sandbox';
import type { RecordedCall, TimedCall } from './cassette/recorded-call.ts';

/** Passes every call on to other host functions, and keeps what went out and what came back, in order. */
export class RecordingHost implements Host {
  readonly #host: Host;
  readonly #startedAt = performance.now();
  readonly #maxBytes: number;
  #bytes = 0;
  calls: TimedCall[] = [];

  /** Of calls whose texts and bodies are larger in all than `maxBytes`, nothing is kept. */
  constructor(host: Host, maxBytes = Number.POSITIVE_INFINITY) {
    this.#host = host;
    this.#maxBytes = maxBytes;
  }

  /** Whether it has kept nothing since there was too much. */
  get isTooLarge(): boolean {
    return this.#bytes > this.#maxBytes;
  }

  async fetch(request: FetchRequest, signal: AbortSignal, print: Print): Promise<FetchReply> {
    const keep = this.#begin();
    const log: string[] = [];
    const reply = await this.#host.fetch(request, signal, (text) => {
      log.push(text);
      print(text);
    });
    keep({ call: 'fetch', request, reply, log });
    return reply;
  }

  async storageGet(key: string): Promise<string | undefined> {
    const keep = this.#begin();
    const reply = await this.#host.storageGet(key);
    keep({ call: 'storageGet', key, reply });
    return reply;
  }

  async storageSet(key: string, json: string): Promise<HostRefusal | undefined> {
    const keep = this.#begin();
    const refusal = await this.#host.storageSet(key, json);
    keep({ call: 'storageSet', key, json, refusal: refusal?.error });
    return refusal;
  }

  async storageRemove(key: string): Promise<void> {
    const keep = this.#begin();
    await this.#host.storageRemove(key);
    keep({ call: 'storageRemove', key });
  }

  async storageClear(): Promise<void> {
    const keep = this.#begin();
    await this.#host.storageClear();
    keep({ call: 'storageClear' });
  }

  /** Lines are no calls: they are only passed on. */
  output(line: OutputLine): void {
    this.#host.output?.(line);
  }

  #begin(): (call: RecordedCall) => void {
    const atMs = performance.now() - this.#startedAt;
    return (call) => {
      this.#bytes += sizeOf(call);
      if (this.isTooLarge) this.calls = [];
      else this.calls.push({ ...call, atMs });
    };
  }
}

function sizeOf(call: RecordedCall): number {
  if (call.call === 'storageSet') return call.json.length;
  if (call.call === 'storageGet') return call.reply?.length ?? 0;
  if (call.call !== 'fetch') return 0;
  const { request, reply } = call;
  return (request.body?.length ?? 0) + (reply.ok ? reply.body.length : 0);
}
