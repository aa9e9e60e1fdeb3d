import { lookup } from 'node:dns/promises';

/** Resolves a host name to its addresses; rejects with a system error when there is none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * Resolves as the machine does (hosts file, search domains, DNS), and keeps the system's order of addresses. Only
 * `localhost` and the names below it are answered without a lookup (RFC 6761 section 6.3).
 */
export const resolveHost: Resolve = async (host) => {
  if (isLocalhostName(host)) return ['127.0.0.1', '::1'];
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
};

/** Whether a name is `localhost` or below it. */
export function isLocalhostName(host: string): boolean {
  return /(?:^|\.)localhost\.?$/iu.test(host);
}
