/** The parts of a URL as JSON; `''` when it is invalid. */
export function parseUrl(text: string, base?: string): string {
  const url = URL.parse(text, base);
  return url === null ? '' : partsOf(url);
}

const PARTS = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
];

/** The parts of a URL after one was assigned, as JSON; `''` for an invalid `href`. */
export function setUrlPart(href: string, part: string, value: string): string {
  const url = new URL(href);
  try {
    if (PARTS.includes(part)) Object.assign(url, { [part]: value });
    return partsOf(url);
  } catch {
    return '';
  }
}

function partsOf(url: URL): string {
  const { href, origin, protocol, username, password } = url;
  const { host, hostname, port, pathname, search, hash } = url;
  return JSON.stringify({
    href,
    origin,
    protocol,
    username,
    password,
    host,
    hostname,
    port,
    pathname,
    search,
    hash,
  });
}

/** The pairs of a form as JSON. */
export function parseForm(text: string): string {
  return JSON.stringify([...new URLSearchParams(text)]);
}

/** The form of some pairs. */
export function writeForm(pairsJson: string): string {
  return new URLSearchParams(JSON.parse(pairsJson) as [string, string][]).toString();
}
