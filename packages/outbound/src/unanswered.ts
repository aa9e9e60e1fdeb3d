import type { FailureReason, OutboundFailure, OutboundRefusal } from './outbound-exchange.ts';

/** Carries a reply without a response from where it arises up to `send`, which returns it. */
export class Unanswered extends Error {
  readonly reply: OutboundRefusal | OutboundFailure;

  constructor(reply: OutboundRefusal | OutboundFailure) {
    super(reply.message);
    this.name = 'Unanswered';
    this.reply = reply;
  }
}

/** A failure to throw; `detail` defaults to the message. */
export function failed(reason: FailureReason, message: string, detail: string = message): Unanswered {
  return new Unanswered({ kind: 'failed', reason, message, detail });
}

/**
 * A target that cannot be reached or may not be. The message is the same for every cause, so that a script cannot
 * map a network it may not see; only the detail tells. `knownReason` is one that the URL alone gives away.
 */
export function unreachable(
  cause: 'refused' | 'dns' | 'connect',
  authority: string,
  detail: string,
  knownReason?: string,
): Unanswered {
  const message = `could not connect to ${authority}${knownReason === undefined ? '' : `: ${knownReason}`}`;
  return cause === 'refused'
    ? new Unanswered({ kind: 'refused', message, detail })
    : failed(cause, message, `${message}: ${detail}`);
}

/** Turns whatever ended an exchange with `origin` into its reply; rethrows what no remote can cause. */
export function toUnanswered(error: unknown, origin: string): Unanswered {
  if (error instanceof Unanswered) return error;
  if (!(error instanceof Error) || isProgrammingFault(error)) throw error;
  const code = errorCode(error) ?? error.name;
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return failed('too_large', `the response headers of ${origin} are too large`);
  }
  if (code === 'UND_ERR_CLOSED' || code === 'UND_ERR_DESTROYED') {
    return failed('aborted', 'the request was aborted', 'the outbound client is closed');
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return failed('invalid_request', 'the request cannot be sent', `the request cannot be sent (${code})`);
  }
  return failed('protocol', `${origin} gave no valid HTTP response`, `${origin}: ${brief(error)} (${code})`);
}

function isProgrammingFault(error: Error): boolean {
  return [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => error instanceof kind);
}

/** An error's own words on one line, cut to a length fit for a log, since a remote may have written them. */
export function brief(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 300);
}

/** The `code` of a system or library error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
