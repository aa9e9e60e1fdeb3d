import { fetchFailure, type Answerer } from '../answerer.ts';
import type { FetchReply } from '@upshot/sandbox/sandbox';

/** What the log knows of a run of production that was not recorded. */
export interface LoggedRun {
  readonly outcome: string;
  readonly error: { readonly name: string; readonly message: string } | null;
  /** The lines of the script, and those of the host about requests. */
  readonly output: string;
}

/** A run of the log, its requests told from its lines. */
export interface KnownRun {
  readonly outcome: string;
  readonly error: string;
  readonly lines: readonly string[];
  readonly requests: readonly KnownRequest[];
}

/** A request as the log has it: its URL masked, and neither headers nor bodies. */
interface KnownRequest {
  /** The method and the URL. */
  readonly request: string;
  /** The status and its text, or `none:` and the reason. */
  readonly response: string;
}

const REQUEST = /^HTTP request (.*)$/;
const RESPONSE = /^HTTP response (.*) \(\d+ ms\)$/;

/** Reads what the log knows of a run. */
export function readKnownRun({ outcome, error, output }: LoggedRun): KnownRun {
  const all = output.split('\n').filter((line, index, { length }) => line !== '' || index < length - 1);
  const requests: KnownRequest[] = [];
  let asked: string | undefined;
  for (const line of all) {
    const [, response] = RESPONSE.exec(line) ?? [];
    if (response !== undefined && asked !== undefined) requests.push({ request: asked, response });
    asked = response === undefined ? (REQUEST.exec(line)?.[1] ?? asked) : undefined;
  }
  return {
    outcome,
    error: error === null ? '(none)' : `${error.name}: ${error.message}`,
    lines: all.filter((line) => !REQUEST.test(line) && !RESPONSE.test(line)),
    requests,
  };
}

/** Answers requests in their order with the statuses that the log noted; bodies are empty. */
export function answerByLog({ requests }: KnownRun): Answerer {
  let next = 0;
  return {
    mode: 'dry',
    answer({ url }) {
      const { response = '200 OK' } = requests[next] ?? {};
      next += 1;
      return Promise.resolve({ reply: toReply(response, url), by: `log ${next}` });
    },
    unused: () => [],
  };
}

function toReply(response: string, url: string): FetchReply {
  const [, reason] = /^none: (.*)$/.exec(response) ?? [];
  if (reason !== undefined) return fetchFailure(reason);
  const [, status = '200', statusText = ''] = /^(\d{3})\s?(.*)$/.exec(response) ?? [];
  const head = { status: Number(status), statusText, headers: [], url, redirected: false };
  return { ok: true, ...head, body: new Uint8Array() };
}
