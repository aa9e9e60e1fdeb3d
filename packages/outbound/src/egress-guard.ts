import ipaddr from 'ipaddr.js';
import { type AllowEntry, type Network, parseAllowEntry } from './allow-entry.ts';
import { type EgressPolicy, isMetadataAddress, isPublicAddress } from './egress-policy.ts';

/** Where a connection would go: the host as the URL names it, one address it resolves to, and the port. */
interface Endpoint {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** Says whether a connection may be opened. */
export type EgressGuard = (endpoint: Endpoint) => boolean;

/** Makes the check of a policy: public addresses, and whatever the allow-list opens. */
export function createEgressGuard(policy: EgressPolicy): EgressGuard {
  const entries = policy.allow.map(parseAllowEntry);
  return (endpoint) => isPublicAddress(endpoint.address) || entries.some((entry) => opens(entry, endpoint));
}

function opens(entry: AllowEntry, { host, address, port }: Endpoint): boolean {
  if (entry.port !== undefined && entry.port !== port) return false;
  // ipaddr.process turns ::ffff:10.0.0.1 into 10.0.0.1: the kernel connects both to the same place.
  const parsed = ipaddr.process(address);
  return entry.kind === 'range'
    ? isWithin(parsed, entry.network)
    : isNamed(host, entry.name, entry.below) && isOpenByName(parsed);
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, [base, bits]: Network): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

function isNamed(host: string, name: string, below: boolean): boolean {
  const asked = host.toLowerCase().replace(/\.$/u, '');
  return below ? asked.endsWith(`.${name}`) : asked === name;
}

// Allowed by address only: the owner of a name could point it at the machine's metadata service.
function isOpenByName(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  const closed = ['unspecified', 'linkLocal', 'multicast', 'broadcast'];
  const metadata = ['100.100.100.200', 'fd00:ec2::254', 'fd20:ce::254'];
  const text = address.toString();
  return !closed.includes(address.range()) && !metadata.includes(text) && !isMetadataAddress(text);
}
