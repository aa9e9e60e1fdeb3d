import type { FetchReply, FetchRequest, Host, HostFunctions, OutputLine } from '@upshot/sandbox/sandbox';

/** Host functions that keep everything in memory, and remember what was asked of them. */
export class MemoryHost implements Host {
  readonly stored = new Map<string, string>();
  readonly requests: FetchRequest[] = [];
  readonly printed: OutputLine[] = [];
  /** What a request is answered with. */
  respond: (request: FetchRequest, signal: AbortSignal) => Promise<FetchReply> = () =>
    Promise.resolve(reply(200, 'ok'));

  fetch(request: FetchRequest, signal: AbortSignal): Promise<FetchReply> {
    this.requests.push(request);
    return this.respond(request, signal);
  }

  storageGet(key: string): Promise<string | undefined> {
    return Promise.resolve(this.stored.get(key));
  }

  storageSet(key: string, json: string): ReturnType<HostFunctions['storageSet']> {
    if (key === 'full') return Promise.resolve({ error: { name: 'QuotaError', message: 'storage is full' } });
    this.stored.set(key, json);
    return Promise.resolve(undefined);
  }

  storageRemove(key: string): Promise<void> {
    this.stored.delete(key);
    return Promise.resolve();
  }

  storageClear(): Promise<void> {
    this.stored.clear();
    return Promise.resolve();
  }

  output(line: OutputLine): void {
    this.printed.push(line);
  }
}

/** A response with a body. */
export function reply(status: number, body: string | Uint8Array): FetchReply {
  return {
    ok: true,
    status,
    statusText: status === 200 ? 'OK' : 'Other',
    headers: [['X-Test', 'yes']],
    url: 'https://example.com/x',
    redirected: false,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  };
}
