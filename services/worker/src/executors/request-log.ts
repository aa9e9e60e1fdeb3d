import { MAX_LOGGED_REQUESTS, type LoggedRequest } from '@upshot/shared/logged-request';

/** Longer texts are cut, after redaction. */
const METHOD_LENGTH = 20;
const URL_LENGTH = 300;
const ERROR_LENGTH = 200;

/** Requests of one attempt that take more in the log are left out, the last ones first. */
const MAX_BYTES = 16 * 1024;

/** A request that is about to be sent. Its texts are masked. */
interface Sent {
  readonly method: string;
  readonly url: string;
  /** Bytes of the body. */
  readonly bytesOut: number;
}

/** The status and the bytes of the body that were read, or why there was no response. */
export type Answered = { readonly status: number; readonly bytesIn: number } | { readonly error: string };

type Entry = Sent & { readonly at: number; answer?: Answered & { readonly durationMs: number } };

/** Keeps the first HTTP requests of one attempt for the log, also when the attempt ends before they are answered. */
export class RequestLog {
  readonly #entries: Entry[] = [];

  /** Notes a request. Call what it returns with the answer. */
  begin(sent: Sent): (answer: Answered) => void {
    const at = performance.now();
    if (this.#entries.length === MAX_LOGGED_REQUESTS) return () => undefined;
    const entry: Entry = { ...sent, at };
    this.#entries.push(entry);
    return (answer) => {
      entry.answer = { ...answer, durationMs: performance.now() - at };
    };
  }

  /** The requests of an attempt that began at `startedAt`, by `performance.now()`; undefined without any. */
  describe(startedAt: number): readonly LoggedRequest[] | undefined {
    if (this.#entries.length === 0) return undefined;
    const requests = this.#entries.map((entry) => describe(entry, startedAt));
    let bytes = 0;
    const end = requests.findIndex((request) => (bytes += bytesOf(request)) > MAX_BYTES);
    return end < 0 ? requests : requests.slice(0, end);
  }
}

function describe({ at, method, url, bytesOut, answer }: Entry, startedAt: number): LoggedRequest {
  const isResponse = answer !== undefined && 'status' in answer;
  const error = answer === undefined || isResponse ? null : cut(answer.error, ERROR_LENGTH);
  return [
    Math.max(0, toTenths(at - startedAt)),
    cut(method, METHOD_LENGTH),
    cut(url, URL_LENGTH),
    isResponse ? answer.status : error,
    answer === undefined ? null : toTenths(answer.durationMs),
    bytesOut,
    isResponse ? answer.bytesIn : null,
  ];
}

function bytesOf(request: LoggedRequest): number {
  return Buffer.byteLength(JSON.stringify(request));
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
