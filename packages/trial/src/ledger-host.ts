import { checkRequest } from '@upshot/outbound/check-request';
import type { FetchReply, FetchRequest, HostFunctions, HostRefusal, Print } from '@upshot/sandbox/sandbox';
import { describeRequest, describeResponse, findUrlMistake } from '@upshot/secrets/redact/describe-request';
import type { Redact } from '@upshot/secrets/redact/redact';
import { fetchFailure, type Answer, type Answerer } from './answerer.ts';
import type { StorageOverlay } from './storage-overlay.ts';

/** A request of a trial with what it was answered with, nothing masked. */
export interface LedgerRequest {
  readonly atMs: number;
  readonly request: FetchRequest;
  answer: Answer | undefined;
  durationMs: number;
}

/** What a ledger host works with. */
export interface LedgerParts {
  readonly answerer: Answerer;
  readonly storage: StorageOverlay;
  readonly redact: Redact;
  /** Ends the run: a request has no answer. */
  readonly stop: () => void;
}

/** The host functions of a trial: they answer by an `Answerer`, keep storage in memory, and write down every effect. */
export class LedgerHost implements HostFunctions {
  readonly #parts: LedgerParts;
  readonly #startedAt = performance.now();
  readonly requests: LedgerRequest[] = [];

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  /** Prints the lines that the log has in production. */
  async fetch(request: FetchRequest, signal: AbortSignal, print: Print): Promise<FetchReply> {
    const { answerer, redact, stop } = this.#parts;
    const calledAt = performance.now();
    const entry: LedgerRequest = {
      atMs: calledAt - this.#startedAt,
      request,
      answer: undefined,
      durationMs: 0,
    };
    this.requests.push(entry);
    const isRecorded = answerer.mode === 'replay';
    if (!isRecorded) print(describeRequest(request.method, request.url, redact));
    const mistake = isRecorded ? undefined : this.#findMistake(request);
    entry.answer =
      mistake === undefined
        ? await answerer.answer(request, signal)
        : { reply: fetchFailure(mistake), by: 'checks' };
    entry.durationMs = performance.now() - calledAt;
    if (entry.answer === undefined) {
      stop();
      return fetchFailure('no rule answers the request');
    }
    const { reply, log } = entry.answer;
    const lines = log ?? [describeResponse(resultOf(reply), entry.durationMs, redact)];
    for (const line of lines) print(line);
    return reply;
  }

  /** A recorded answer was given after these checks. */
  #findMistake({ body, ...rest }: FetchRequest): string | undefined {
    const { redact } = this.#parts;
    const request = body === undefined ? rest : { ...rest, body };
    return findUrlMistake(request.url, redact) ?? checkRequest(request);
  }

  storageGet(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#parts.storage.get(key));
  }

  storageSet(key: string, json: string): Promise<HostRefusal | undefined> {
    return Promise.resolve(this.#parts.storage.set(key, json));
  }

  storageRemove(key: string): Promise<void> {
    return Promise.resolve(this.#parts.storage.remove(key));
  }

  storageClear(): Promise<void> {
    return Promise.resolve(this.#parts.storage.clear());
  }
}

function resultOf(reply: FetchReply): string {
  if (reply.ok) return `${reply.status} ${reply.statusText}`.trim();
  return `none: ${reply.error.message.replace(/^fetch failed: /, '')}`;
}
