import type { FetchReply, FetchRequest, HostFunctions, HostRefusal, Print } from '@upshot/sandbox/sandbox';
import type { Replay } from './cassette/replay.ts';

/**
 * Follows the calls of a replay. What a write was refused with is what was recorded; all else is answered by the host
 * below, whose storage begins as recorded, and whose answerer is `answerByReplay`.
 */
export class ReplayingHost implements HostFunctions {
  readonly #host: HostFunctions;
  readonly #replay: Replay;

  constructor(host: HostFunctions, replay: Replay) {
    this.#host = host;
    this.#replay = replay;
  }

  fetch(request: FetchRequest, signal: AbortSignal, print: Print): Promise<FetchReply> {
    return this.#host.fetch(request, signal, print);
  }

  async storageGet(key: string): Promise<string | undefined> {
    this.#replay.take({ call: 'storageGet', key, reply: undefined });
    return await this.#host.storageGet(key);
  }

  async storageSet(key: string, json: string): Promise<HostRefusal | undefined> {
    const found = this.#replay.take({ call: 'storageSet', key, json, refusal: undefined });
    const refusal = found?.recorded.call === 'storageSet' ? found.recorded.refusal : undefined;
    return refusal === undefined ? await this.#host.storageSet(key, json) : { error: refusal };
  }

  async storageRemove(key: string): Promise<void> {
    this.#replay.take({ call: 'storageRemove', key });
    await this.#host.storageRemove(key);
  }

  async storageClear(): Promise<void> {
    this.#replay.take({ call: 'storageClear' });
    await this.#host.storageClear();
  }
}
