import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type EgressList, parseEgressEntry } from './egress-entry.ts';

/**
 * Where outbound requests may go. An entry is an address, a CIDR, a host name or `*.` and a host name (every name below
 * it), each with an optional `:port`; IPv6 with a port is written `[fd00::/8]:443`. Without a port an entry means every
 * port.
 */
export interface EgressPolicy {
  /** Opened besides the public Internet. A blocked port (such as 25) is opened only by an entry that names it. */
  readonly allow: readonly string[];
  /** Closed, even when something else opens it. `:25` closes a port of every host. */
  readonly deny?: readonly string[];
}

/**
 * Reads a list as the operator writes it: entries separated by commas or white space.
 * Throws an `Error` that names the entry it cannot read and how to fix it.
 */
export function parseEgressList(text: string, list: EgressList): readonly string[] {
  const entries = text.split(/[\s,]+/u).filter((entry) => entry !== '');
  for (const entry of entries) parseEgressEntry(entry, list);
  return entries;
}

/** A policy with the given allow-list and deny-list, as {@link parseEgressList} reads them. */
export function parseEgressPolicy(allow: string, deny = ''): EgressPolicy {
  return { allow: parseEgressList(allow, 'allow'), deny: parseEgressList(deny, 'deny') };
}

/**
 * Says whether an address, in its canonical textual form, is one of the public Internet. Every special range of the
 * IANA registries is not, nor is an IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo, ISATAP), nor
 * a cloud's metadata service; any text that is no canonical address is not, either.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%') || isMetadataAddress(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return !('parts' in parsed) || (parsed.match(globalUnicast) && !isIsatap(parsed.parts));
}

/** Says whether an address is a cloud's metadata service outside of the special ranges (Azure's wire server). */
export function isMetadataAddress(address: string): boolean {
  return address === '168.63.129.16';
}

// RFC 4291 section 2.4: all that IANA has given out. ipaddr.js calls the unassigned rest "unicast", too.
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

// RFC 5214 section 6.1: an interface identifier of 0:5efe or 200:5efe is followed by an IPv4 address.
function isIsatap(parts: readonly number[]): boolean {
  return ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe;
}
