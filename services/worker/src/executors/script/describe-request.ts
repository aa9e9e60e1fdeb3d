/** Longer, and with digits or capitals: that is more often a token than a word. */
const TOKEN_LENGTH = 20;

/**
 * A request as the log shows it: its method and its URL without user, password, query and fragment. What looks like a
 * token in the path is masked, too: receivers of chat messages keep theirs there.
 */
export function describeRequest(method: string, url: string): string {
  const parsed = url.length > 8192 ? null : URL.parse(url);
  if (parsed === null) return `HTTP request ${method} to something that is not a URL`;
  const path = parsed.pathname.split('/').map(maskToken).join('/');
  return `HTTP request ${method} ${parsed.origin}${path}${parsed.search === '' ? '' : '?…'}`;
}

/** How a request went, and how long it took. */
export function describeResponse(result: string, durationMs: number): string {
  return `HTTP response ${result} (${Math.round(durationMs)} ms)`;
}

function maskToken(segment: string): string {
  const looksRandom =
    segment.length >= TOKEN_LENGTH && (/\d/.test(segment) || /[a-z][A-Z]|[A-Z]{2}/.test(segment));
  return looksRandom ? '******' : segment;
}
