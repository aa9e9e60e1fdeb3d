import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

/** A network of addresses: a base address and the length of its prefix. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** One entry of a list, read: a port of every host, a range of addresses, or a name (or all names below it). */
export type EgressEntry =
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'range'; readonly network: Network; readonly port: number | undefined }
  | {
      readonly kind: 'name';
      readonly name: string;
      readonly below: boolean;
      readonly port: number | undefined;
    };

/** The list that an entry stands in, as messages name it. */
export type EgressList = 'allow' | 'deny';

/** Reads one entry; throws an `Error` that names it and says how to fix it. Only a deny-list may name a port alone. */
export function parseEgressEntry(text: string, list: EgressList): EgressEntry {
  try {
    return parse(text, list);
  } catch (error) {
    if (!(error instanceof BadEntry)) throw error;
    const message = `The egress ${list}-list has an entry that cannot be read, "${text}": ${error.message}.`;
    throw new Error(message, { cause: error });
  }
}

/** Its message says how to fix the entry. */
class BadEntry extends Error {}

function parse(text: string, list: EgressList): EgressEntry {
  const { host, port } = splitPort(text);
  if (list === 'deny' && host === '' && port !== undefined) return { kind: 'port', port };
  if (host.includes('/')) return { kind: 'range', network: parseCidr(host), port };
  if (isIP(host) !== 0) return { kind: 'range', network: parseAddress(host), port };
  return { kind: 'name', ...parseName(host), port };
}

function splitPort(text: string): { host: string; port: number | undefined } {
  if (text.includes('://')) throw new BadEntry('leave out the scheme: write "host" or "host:port"');
  const bracketed = /^\[(?<host>[^[\]]+)\](?::(?<port>.*))?$/u.exec(text)?.groups;
  if (bracketed !== undefined) return { host: bracketed['host'] ?? '', port: parsePort(bracketed['port']) };
  const [host = '', port, ...more] = text.split(':');
  return more.length > 0 ? { host: text, port: undefined } : { host, port: parsePort(port) };
}

function parsePort(port: string | undefined): number | undefined {
  if (port === undefined) return undefined;
  const number = /^\d{1,5}$/u.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65_535) throw new BadEntry('the port must be a number from 1 to 65535');
  return number;
}

function parseCidr(cidr: string): Network {
  const base = cidr.slice(0, cidr.indexOf('/'));
  if (isIP(base) === 0 || base.includes('%') || !ipaddr.isValidCIDR(cidr)) {
    throw new BadEntry('write a network such as "10.0.0.0/8" or "fd00::/8", with a port as "[fd00::/8]:443"');
  }
  const network = ipaddr.parseCIDR(cidr);
  refuseMapped(network[0]);
  const family = network[0].kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const start = family.networkAddressFromCIDR(cidr).toString();
  if (start !== network[0].toString()) {
    throw new BadEntry(`write "${start}/${network[1]}" for the network or "${base}" for the one address`);
  }
  return network;
}

function parseAddress(host: string): Network {
  if (host.includes('%')) throw new BadEntry('leave out the zone');
  const address = ipaddr.parse(host);
  refuseMapped(address);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function refuseMapped(address: ipaddr.IPv4 | ipaddr.IPv6): void {
  if (address.range() === 'ipv4Mapped') throw new BadEntry('write the IPv4 address itself');
}

function parseName(host: string): { name: string; below: boolean } {
  const below = host.startsWith('*.');
  const name = domainToASCII(host.slice(below ? 2 : 0)).replace(/\.$/u, '');
  if (isIP(name) !== 0) throw new BadEntry(`write the address as "${name}"`);
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u.test(name)) {
    throw new BadEntry('write a host name, "*.example.org", an address or a network such as "10.0.0.0/8"');
  }
  return { name, below };
}
