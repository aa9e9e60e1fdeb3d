import type { OutputLine } from '@upshot/shared/outcome';
import type { Redact } from './redact.ts';

/** Longer, and with digits or capitals: that is more often a token than a word. */
const TOKEN_LENGTH = 20;

const MASK = '******';
const MAX_TEXT = 100;

/**
 * A request as the log shows it: its method and its URL without user, password, query and fragment. What looks like a
 * token in the path is masked, too: receivers of chat messages keep theirs there. It is parsed before it is redacted:
 * where the whole URL is a secret, its origin still says where the request went.
 */
export function describeRequest(method: string, url: string, redact: Redact): string {
  const parsed = URL.parse(url);
  return parsed === null
    ? `HTTP request ${redact(method)} to ${quoteTarget(url, redact)}, which is not a URL`
    : `HTTP request ${redact(method)} ${describeUrl(url, parsed, redact)}`;
}

/** Where a request goes, as the log shows it: the URL as {@link describeRequest} masks it. */
export function describeTarget(url: string, redact: Redact): string {
  const parsed = URL.parse(url);
  return parsed === null ? quoteTarget(url, redact) : describeUrl(url, parsed, redact);
}

/** A URL as a trial shows it: with its query, but masked in the same way. */
export function maskUrl(url: string, redact: Redact): string {
  const parsed = URL.parse(url);
  if (parsed === null) return redact(url);
  const shown = describeUrl(url, parsed, redact);
  const { search } = redactParts(url, parsed, redact);
  const query = search.split(/([?&=]+)/).map(maskToken);
  return shown.endsWith('?…') ? shown.slice(0, -2) + query.join('') : shown;
}

/** A URL as traces show it: without user, password, query and fragment, and masked; undefined when it is none. */
export function traceUrl(url: string, redact: Redact): string | undefined {
  const parsed = URL.parse(url);
  return parsed === null ? undefined : describeUrl(url, parsed, redact);
}

/** How a request went, and how long it took. A status text may repeat what was sent. */
export function describeResponse(result: string, durationMs: number, redact: Redact): string {
  return `HTTP response ${redact(result)} (${Math.round(durationMs)} ms)`;
}

/** Says what is wrong with a text that is no URL of the web, naming it; `undefined` when it is one. */
export function findUrlMistake(url: string, redact: Redact): string | undefined {
  const protocol = URL.parse(url)?.protocol;
  if (protocol === 'http:' || protocol === 'https:') return undefined;
  const lacksScheme = /^(?:\/\/)?[\w.-]+(?::\d+)?(?:[/?#]|$)/.test(url);
  if (lacksScheme) return `the URL ${quoteTarget(url, redact)} has no https:// in front`;
  return protocol === undefined ? `the URL ${quoteTarget(url, redact)} is not valid` : undefined;
}

/**
 * A line of output without secrets. Lines of the host are redacted where they are made, part by part: redacted again,
 * the origin of a URL that is a secret would be cut in the middle.
 */
export function redactLine({ level, text }: Pick<OutputLine, 'level' | 'text'>, redact: Redact): string {
  return level === 'host' ? text : redact(text);
}

function describeUrl(url: string, parsed: URL, redact: Redact): string {
  const { protocol, host, search } = parsed;
  const isWeb = protocol === 'http:' || protocol === 'https:';
  if (!isWeb && (holdsSecret(url, redact) || holdsSecret(parsed.href, redact))) return MASK;
  const origin = host === '' ? protocol : `${protocol}//${redact(host)}`;
  const { path } = redactParts(url, parsed, redact);
  return `${origin}${maskTokens(path)}${search === '' ? '' : '?…'}`;
}

/**
 * The path and the query with secrets masked. A secret that touches the origin could be anywhere in them: nothing of
 * them then.
 */
function redactParts(url: string, { protocol, host, search }: URL, redact: Redact) {
  const masked = URL.parse(redact(url));
  const isOriginFree = masked?.protocol === protocol && masked.host === host;
  return isOriginFree
    ? { path: redact(masked.pathname), search: redact(masked.search) }
    : { path: `/${MASK}`, search: search === '' ? '' : `?${MASK}` };
}

function holdsSecret(text: string, redact: Redact): boolean {
  return redact(text) !== text;
}

/** A text that is no URL, in quotes, with what may be secret in it masked as in a URL. */
function quoteTarget(text: string, redact: Redact): string {
  const [address = ''] = redact(text).split(/[?#]/, 1);
  const shown = maskTokens(address.replace(/\/\/[^/]*@/, '//'));
  return JSON.stringify(shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)}…` : shown);
}

function maskTokens(path: string): string {
  return path
    .split(/([/\s]+)/)
    .map(maskToken)
    .join('');
}

function maskToken(segment: string): string {
  return looksLikeToken(segment) ? MASK : segment;
}

/** Tells whether a word is more likely a token than a word. */
export function looksLikeToken(word: string): boolean {
  return word.length >= TOKEN_LENGTH && (/\d/.test(word) || /[a-z][A-Z]|[A-Z]{2}/.test(word));
}
