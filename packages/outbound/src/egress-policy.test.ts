import * as fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, parseEgressPolicy } from './egress-policy.ts';

describe('isPublicAddress', () => {
  it.each([
    ['this network', '0.0.0.0'],
    ['private 10/8', '10.1.2.3'],
    ['private 172.16/12', '172.31.255.255'],
    ['private 192.168/16', '192.168.0.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['Alibaba metadata', '100.100.100.200'],
    ['loopback', '127.0.0.1'],
    ['the end of loopback', '127.255.255.255'],
    ['link-local', '169.254.1.1'],
    ['metadata', '169.254.169.254'],
    ['Azure wire server', '168.63.129.16'],
    ['Oracle metadata', '192.0.0.192'],
    ['IETF protocol assignments', '192.0.0.8'],
    ['documentation 1', '192.0.2.1'],
    ['documentation 2', '198.51.100.1'],
    ['documentation 3', '203.0.113.1'],
    ['6to4 relay', '192.88.99.1'],
    ['benchmarking', '198.19.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['IPv6 unspecified', '::'],
    ['IPv6 loopback', '::1'],
    ['IPv4-mapped private', '::ffff:10.0.0.1'],
    ['IPv4-mapped public', '::ffff:8.8.8.8'],
    ['IPv4-mapped in hex', '::ffff:7f00:1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-translated', '::ffff:0:7f00:1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['local NAT64', '64:ff9b:1::7f00:1'],
    ['6to4', '2002:7f00:1::1'],
    ['Teredo', '2001::1'],
    ['ISATAP', '2a00:1450::5efe:10.0.0.1'],
    ['ISATAP of a public address', '2a00:1450::200:5efe:10.0.0.1'],
    ['unique local', 'fd12:3456::1'],
    ['EC2 metadata', 'fd00:ec2::254'],
    ['IPv6 link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['global with a zone', '2a00:1450::1%eth0'],
    ['site-local', 'fec0::1'],
    ['IPv6 multicast', 'ff02::1'],
    ['IPv6 documentation', '2001:db8::1'],
    ['newer IPv6 documentation', '3fff::1'],
    ['IPv6 benchmarking', '2001:2::1'],
    ['ORCHID', '2001:20::1'],
    ['discard only', '100::1'],
    ['segment routing', '5f00::1'],
    ['not assigned', '4000::1'],
    ['not assigned, high', 'e000::1'],
    ['a name', 'example.com'],
    ['an integer', '2130706433'],
    ['octal', '010.8.8.8'],
    ['short', '127.1'],
    ['nothing', ''],
  ])('refuses %s (%s)', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('accepts %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('refuses every address of the private ranges in every textual form that a URL can hold', () => {
    fc.assert(
      fc.property(privateAddress, textualForm, (octets, form) => {
        const host = new URL(`http://${form(octets)}/`).hostname.replaceAll(/[[\]]/gu, '');
        expect(isPublicAddress(host)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });
});

const privateRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

const privateAddress = fc
  .tuple(fc.constantFrom(...privateRanges), fc.nat({ max: 0xffffffff }))
  .map(([cidr, random]) => {
    const [base, bits] = ipaddr.IPv4.parseCIDR(cidr);
    const host = bits === 32 ? 0 : random >>> bits;
    return toOctets((fromOctets(base.octets) | host) >>> 0);
  });

type Form = (octets: number[]) => string;
const octal = (octet: number): string => `0${octet.toString(8)}`;
const hex = (octet: number): string => `0x${octet.toString(16)}`;
const pair = (high = 0, low = 0): string => ((high << 8) | low).toString(16);
const groups = ([a, b, c, d]: number[]): string => `${pair(a, b)}:${pair(c, d)}`;

const forms: readonly Form[] = [
  (octets) => octets.join('.'),
  (octets) => `${octets.join('.')}.`,
  (octets) => String(fromOctets(octets)),
  (octets) => hex(fromOctets(octets)),
  (octets) => octal(fromOctets(octets)),
  (octets) => octets.map(octal).join('.'),
  (octets) => octets.map(hex).join('.'),
  ([a = 0, b, c, d]) => `${a}.${fromOctets([0, b ?? 0, c ?? 0, d ?? 0])}`,
  ([a = 0, b = 0, c = 0, d = 0]) => `${octal(a)}.${hex(b)}.${c * 256 + d}`,
  (octets) => octets.join('.').replaceAll(/\d/gu, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  (octets) => octets.join('\u3002'),
  (octets) => `[::ffff:${octets.join('.')}]`,
  (octets) => `[0:0:0:0:0:FFFF:${groups(octets)}]`,
  (octets) => `[::${octets.join('.')}]`,
  (octets) => `[::ffff:0:${groups(octets)}]`,
  (octets) => `[64:ff9b::${octets.join('.')}]`,
  (octets) => `[64:ff9b:1::${groups(octets)}]`,
  (octets) => `[2002:${groups(octets)}::1]`,
  (octets) => `[2001:0:${groups(octets)}::1]`,
  (octets) => `[2a00:1450::5efe:${octets.join('.')}]`,
];
const textualForm = fc.constantFrom(...forms);

function fromOctets(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function toOctets(number: number): number[] {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff);
}

describe('parseEgressPolicy', () => {
  it('reads entries separated by commas and white space', () => {
    expect(parseEgressPolicy(' 10.0.0.0/8, minio:9000\n*.internal.example,[fd00::/8]:443 ')).toEqual({
      allow: ['10.0.0.0/8', 'minio:9000', '*.internal.example', '[fd00::/8]:443'],
      deny: [],
    });
    expect(parseEgressPolicy('', ':25, 192.0.2.0/24')).toEqual({ allow: [], deny: [':25', '192.0.2.0/24'] });
  });

  it('says which list cannot be read, and opens no port of every host', () => {
    expect(() => parseEgressPolicy('', 'http://x')).toThrow('The egress deny-list has an entry');
    expect(() => parseEgressPolicy(':25')).toThrow('The egress allow-list has an entry');
  });

  it.each([
    ['10.0.0.5/8', '10.0.0.0/8'],
    ['10.0.0.0/33', '10.0.0.0/8'],
    ['10.0/8', '10.0.0.0/8'],
    ['127.1', '127.0.0.1'],
    ['http://minio:9000', 'scheme'],
    ['minio:0', '1 to 65535'],
    ['minio:http', '1 to 65535'],
    ['minio:99999', '1 to 65535'],
    ['*', 'host name'],
    ['a.*.example', 'host name'],
    ['::ffff:10.0.0.1', 'IPv4 address itself'],
    ['fe80::1%eth0', 'zone'],
    ['[minio', 'host name'],
  ])('names the entry %s and how to fix it', (entry, resolution) => {
    expect(() => parseEgressPolicy(`localhost, ${entry}`)).toThrow(`"${entry}"`);
    expect(() => parseEgressPolicy(`localhost, ${entry}`)).toThrow(resolution);
  });
});
