import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

/** A network of addresses: a base address and the length of its prefix. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** One entry of the allow-list, read: a range of addresses, or a name (or all names below it). */
export type AllowEntry =
  | { readonly kind: 'range'; readonly network: Network; readonly port: number | undefined }
  | {
      readonly kind: 'name';
      readonly name: string;
      readonly below: boolean;
      readonly port: number | undefined;
    };

/** Reads one entry of the allow-list; throws an `Error` that names it and says how to fix it. */
export function parseAllowEntry(text: string): AllowEntry {
  const { host, port } = splitPort(text);
  if (host.includes('/')) return { kind: 'range', network: parseCidr(text, host), port };
  if (isIP(host) !== 0) return { kind: 'range', network: parseAddress(text, host), port };
  return { kind: 'name', ...parseName(text, host), port };
}

function splitPort(text: string): { host: string; port: number | undefined } {
  if (text.includes('://')) throw badEntry(text, 'leave out the scheme: write "host" or "host:port"');
  const bracketed = /^\[(?<host>[^[\]]+)\](?::(?<port>.*))?$/u.exec(text)?.groups;
  if (bracketed !== undefined)
    return { host: bracketed['host'] ?? '', port: parsePort(text, bracketed['port']) };
  const [host = '', port, ...more] = text.split(':');
  return more.length > 0 ? { host: text, port: undefined } : { host, port: parsePort(text, port) };
}

function parsePort(text: string, port: string | undefined): number | undefined {
  if (port === undefined) return undefined;
  const number = /^\d{1,5}$/u.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65_535) throw badEntry(text, 'the port must be a number from 1 to 65535');
  return number;
}

function parseCidr(text: string, cidr: string): Network {
  const base = cidr.slice(0, cidr.indexOf('/'));
  if (isIP(base) === 0 || base.includes('%') || !ipaddr.isValidCIDR(cidr)) {
    throw badEntry(
      text,
      'write a network such as "10.0.0.0/8" or "fd00::/8", with a port as "[fd00::/8]:443"',
    );
  }
  const network = ipaddr.parseCIDR(cidr);
  refuseMapped(text, network[0]);
  const family = network[0].kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const start = family.networkAddressFromCIDR(cidr).toString();
  if (start !== network[0].toString()) {
    throw badEntry(text, `write "${start}/${network[1]}" for the network or "${base}" for the one address`);
  }
  return network;
}

function parseAddress(text: string, host: string): Network {
  if (host.includes('%')) throw badEntry(text, 'leave out the zone');
  const address = ipaddr.parse(host);
  refuseMapped(text, address);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function refuseMapped(text: string, address: ipaddr.IPv4 | ipaddr.IPv6): void {
  if (address.range() === 'ipv4Mapped') throw badEntry(text, 'write the IPv4 address itself');
}

function parseName(text: string, host: string): { name: string; below: boolean } {
  const below = host.startsWith('*.');
  const name = domainToASCII(host.slice(below ? 2 : 0)).replace(/\.$/u, '');
  if (isIP(name) !== 0) throw badEntry(text, `write the address as "${name}"`);
  if (!/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/u.test(name)) {
    throw badEntry(text, 'write a host name, "*.example.org", an address or a network such as "10.0.0.0/8"');
  }
  return { name, below };
}

function badEntry(text: string, resolution: string): Error {
  return new Error(`The egress allow-list has an entry that cannot be read, "${text}": ${resolution}.`);
}
