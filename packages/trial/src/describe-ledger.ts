import { maskUrl } from '@upshot/secrets/redact/describe-request';
import type { Redact } from '@upshot/secrets/redact/redact';
import type { LedgerRequest } from './ledger-host.ts';
import type { HeaderPairs, TrialRequest } from './trial.ts';

/** Headers whose whole value is a secret, or is computed from one. */
const SECRET_HEADER = /authorization|cookie|token|secret|signature|api-?key|password|credential/i;

const MASK = '******';

/** Longer bodies are cut for the ledger; the script has seen them whole. */
const MAX_BODY = 64 * 1024;

/** How secrets are kept out of a ledger; `showSecrets` keeps nothing out. */
export interface Masking {
  readonly redact: Redact;
  readonly showSecrets: boolean;
}

/** The requests of a trial with their secrets masked. */
export function describeLedger(
  requests: readonly LedgerRequest[],
  masking: Masking,
): readonly TrialRequest[] {
  const { redact, showSecrets } = masking;
  return requests.map(({ atMs, request, answer, durationMs }, index) => {
    const { method, url, headers, body } = request;
    const reply = answer?.reply;
    return {
      n: index + 1,
      at_ms: round(atMs),
      method: redact(method),
      url: showSecrets ? url : maskUrl(url, redact),
      headers: maskHeaders(headers, masking),
      body: body === undefined ? null : cut(redact(body)),
      answered_by: answer?.by ?? null,
      status: reply?.ok === true ? reply.status : null,
      response_headers: reply?.ok === true ? maskHeaders(reply.headers, masking) : [],
      response_body: reply?.ok === true ? cut(redact(Buffer.from(reply.body).toString())) : null,
      duration_ms: round(durationMs),
      error: reply?.ok === false ? redact(reply.error.message) : null,
    };
  });
}

function maskHeaders(headers: HeaderPairs, { redact, showSecrets }: Masking): HeaderPairs {
  return headers.map(([name, value]) => {
    const isSecret = !showSecrets && SECRET_HEADER.test(name);
    return [name.toLowerCase(), isSecret ? MASK : redact(value)];
  });
}

function cut(text: string): string {
  return text.length <= MAX_BODY ? text : `${text.slice(0, MAX_BODY)}… ${text.length - MAX_BODY} more`;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
