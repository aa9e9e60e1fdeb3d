type Header = readonly [name: string, value: string];

/** How long all headers of an endpoint may be together. */
export const MAX_HEADERS_LENGTH = 4096;

const MAX_HEADERS = 20;

/** A name (RFC 9110, section 5.6.2), a colon, and a value of visible characters and blanks. */
const line = /^([!#$%&'*+.^_`|~\w-]{1,100}):[ \t]*([\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)[ \t]*$/;

/** What HTTP, the signature and the trace say: a receiver could be misled about them. */
const reservedNames = new Set([
  'host',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'x-jws-signature',
  'traceparent',
  'tracestate',
  'baggage',
]);
const reservedPrefix = /^(content|proxy|webhook|upshot)-/;

function isReserved(name: string): boolean {
  return reservedNames.has(name) || reservedPrefix.test(name);
}

/** Reads headers, one a line, that {@link findHeadersFault} finds nothing wrong with. */
export function parseHeaders(text: string | null): readonly Header[] {
  return linesOf(text ?? '').map((header): Header => {
    const [, name = '', value = ''] = line.exec(header) ?? [];
    return [name, value];
  });
}

/** What is wrong with headers, one a line; undefined: nothing. It does not repeat values, which may be secrets. */
export function findHeadersFault(text: string): string | undefined {
  const lines = linesOf(text);
  if (lines.length > MAX_HEADERS) return `must not have more than ${MAX_HEADERS} headers`;
  const names = new Set<string>();
  for (const [index, header] of lines.entries()) {
    const name = line.exec(header)?.[1];
    if (name === undefined) return `line ${index + 1} must be "Name: value", in ASCII`;
    if (isReserved(name.toLowerCase())) return `line ${index + 1}: ${name} is set by the delivery itself`;
    if (names.has(name.toLowerCase())) return `line ${index + 1}: ${name} stands there twice`;
    names.add(name.toLowerCase());
  }
  return undefined;
}

/** What is secret of headers: each value, and what follows the scheme of an `Authorization`. */
export function secretsOfHeaders(headers: readonly Header[]): readonly string[] {
  return headers.flatMap(([, value]) => [value, ...value.split(/\s+/).slice(1)]);
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((header) => header.trim() !== '');
}
