import ipaddr from 'ipaddr.js';
import { badPorts } from './bad-ports.ts';
import { type EgressEntry, type Network, parseEgressEntry } from './egress-entry.ts';
import { type EgressPolicy, isMetadataAddress, isPublicAddress } from './egress-policy.ts';
import { isOwnAddress } from './own-addresses.ts';

/** Where a connection would go: the host as the URL names it, one address it resolves to, and the port. */
interface Endpoint {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** Why a connection may not be opened. */
export type EgressRefusal = 'denied' | 'blocked_port' | 'own_address' | 'not_public';

/** Says why a connection may not be opened; undefined when it may. */
export type EgressGuard = (endpoint: Endpoint) => EgressRefusal | undefined;

/**
 * Makes the check of a policy. The deny-list closes everything that it names. Open are public addresses, except for
 * those of this machine, and what the allow-list names. A blocked port is open only where an entry names the port, too.
 */
export function createEgressGuard(policy: EgressPolicy, isOwn = isOwnAddress): EgressGuard {
  const allowed = policy.allow.map((entry) => parseEgressEntry(entry, 'allow'));
  const denied = (policy.deny ?? []).map((entry) => parseEgressEntry(entry, 'deny'));
  return (endpoint) => {
    const { address, port } = endpoint;
    if (denied.some((entry) => covers(entry, endpoint))) return 'denied';
    const opening = allowed.filter((entry) => opens(entry, endpoint));
    if (badPorts.has(port)) return opening.some((entry) => entry.port === port) ? undefined : 'blocked_port';
    if (opening.length > 0) return undefined;
    if (!isPublicAddress(address)) return 'not_public';
    return isOwn(address) ? 'own_address' : undefined;
  };
}

function covers(entry: EgressEntry, { host, address, port }: Endpoint): boolean {
  if (entry.port !== undefined && entry.port !== port) return false;
  if (entry.kind === 'port') return true;
  // ipaddr.process turns ::ffff:10.0.0.1 into 10.0.0.1: the kernel connects both to the same place.
  return entry.kind === 'range'
    ? isWithin(ipaddr.process(address), entry.network)
    : isNamed(host, entry.name, entry.below);
}

function opens(entry: EgressEntry, endpoint: Endpoint): boolean {
  if (!covers(entry, endpoint)) return false;
  return entry.kind === 'range' || isOpenByName(ipaddr.process(endpoint.address));
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
