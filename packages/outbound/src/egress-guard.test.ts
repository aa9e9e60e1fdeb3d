import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createEgressGuard } from './egress-guard.ts';
import { parseEgressPolicy } from './egress-policy.ts';
import { isOwnAddress } from './own-addresses.ts';

const permits = (allow: string, host: string, address: string, port = 80): boolean =>
  createEgressGuard(parseEgressPolicy(allow))({ host, address, port }) === undefined;

describe('the egress guard', () => {
  it('opens public addresses on every port, and nothing else, without an allow-list', () => {
    expect(permits('', 'example.com', '93.184.216.34', 8443)).toBe(true);
    expect(permits('', 'example.com', '10.0.0.1')).toBe(false);
  });

  it.each([
    ['a network', '10.0.0.0/8', 'db', '10.200.3.4', 5432],
    ['an address', '10.0.0.1', 'db', '10.0.0.1', 80],
    ['an address with a port', '10.0.0.1:8080', 'db', '10.0.0.1', 8080],
    ['a mapped address of a network', '10.0.0.0/8', 'db', '::ffff:10.0.0.1', 80],
    ['an IPv6 network', 'fd00::/8', 'db', 'fd12::1', 80],
    ['an IPv6 network with a port', '[fd00::/8]:443', 'db', 'fd12::1', 443],
    ['an IPv6 address', '::1', 'localhost', '::1', 80],
    ['an IPv6 address with a port', '[::1]:3000', 'localhost', '::1', 3000],
    ['a name', 'minio', 'MinIO.', '172.18.0.2', 9000],
    ['a name with a port', 'minio:9000', 'minio', '172.18.0.2', 9000],
    ['an international name', 'bücher.example', 'xn--bcher-kva.example', '10.0.0.1', 80],
    ['a name below', '*.internal.example', 'a.b.internal.example', '10.0.0.1', 80],
    ['a metadata service by address', '169.254.169.254', '169.254.169.254', '169.254.169.254', 80],
  ])('opens %s', (_what, allow, host, address, port) => {
    expect(permits(allow, host, address, port)).toBe(true);
  });

  it.each([
    ['another network', '10.0.0.0/8', 'db', '172.16.0.1', 80],
    ['the address beside an address', '10.0.0.1', 'db', '10.0.0.0', 80],
    ['the address beside an IPv6 address', 'fd00::1', 'db', 'fd00::', 80],
    ['another port of an address', '10.0.0.1:8080', 'db', '10.0.0.1', 80],
    ['another port of a name', 'minio:9000', 'minio', '172.18.0.2', 80],
    ['another name', 'minio', 'minio.evil.example', '172.18.0.2', 80],
    ['a name that only ends alike', '*.internal.example', 'evilinternal.example', '10.0.0.1', 80],
    ['the name above', '*.internal.example', 'internal.example', '10.0.0.1', 80],
    ['a NAT64 form of an open address', '127.0.0.1', 'x', '64:ff9b::7f00:1', 80],
    ['metadata by a name', '*.internal.example', 'a.internal.example', '169.254.169.254', 80],
    ['IPv6 metadata by a name', '*.internal.example', 'a.internal.example', 'fd00:ec2::254', 80],
    ['Azure metadata by a name', '*.internal.example', 'a.internal.example', '168.63.129.16', 80],
    ['the unspecified address by a name', 'minio', 'minio', '0.0.0.0', 80],
  ])('keeps %s shut', (_what, allow, host, address, port) => {
    expect(permits(allow, host, address, port)).toBe(false);
  });
});

describe('the deny-list', () => {
  const publicHost = { host: 'api.example.com', address: '93.184.216.34', port: 443 };

  it.each([
    ['a network', '93.184.0.0/16', {}],
    ['a network of a mapped address', '93.184.0.0/16', { address: '::ffff:93.184.216.34' }],
    ['an address with its port', '93.184.216.34:443', {}],
    ['a name', 'API.example.com', {}],
    ['a name with a trailing dot', 'api.example.com', { host: 'api.example.com.' }],
    ['all names below', '*.example.com', {}],
    ['a port of every host', ':443', {}],
    ['an IPv6 network', '[2606::/16]:443', { host: 'v6.example', address: '2606:4700::1111' }],
  ])('closes %s, whatever the allow-list opens', (_what, deny, over) => {
    const endpoint = { ...publicHost, ...over };
    for (const allow of ['', '93.184.216.34:443, 2606::/16'])
      expect(createEgressGuard(parseEgressPolicy(allow, deny))(endpoint)).toBe('denied');
  });

  it.each(['93.184.216.34:80', 'other.example.com', '*.api.example.com', ':8443', '10.0.0.0/8'])(
    'with %s leaves the rest open',
    (deny) => {
      expect(createEgressGuard(parseEgressPolicy('', deny))(publicHost)).toBeUndefined();
    },
  );
});

describe('an address of this machine', () => {
  const endpoint = { host: 'me.example.com', address: '93.184.216.34', port: 443 };
  const guard = (allow: string) =>
    createEgressGuard(parseEgressPolicy(allow), (address) => address === endpoint.address);

  it('is closed even if it is public, and opened by the allow-list', () => {
    expect(guard('')(endpoint)).toBe('own_address');
    expect(guard('93.184.216.34:80')(endpoint)).toBe('own_address');
    expect(guard('me.example.com:443')(endpoint)).toBeUndefined();
  });

  it('is known by every interface, in every form', () => {
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    expect(own.length).toBeGreaterThan(0);
    for (const { address, family } of own) {
      expect(isOwnAddress(address)).toBe(true);
      expect(isOwnAddress(family === 'IPv4' ? `::ffff:${address}` : address)).toBe(true);
    }
    expect(isOwnAddress('93.184.216.34')).toBe(false);
  });
});

describe('a port that the Fetch standard blocks', () => {
  const check = (allow: string, over = {}) =>
    createEgressGuard(parseEgressPolicy(allow))({
      host: 'a.example',
      address: '93.184.216.34',
      port: 25,
      ...over,
    });

  it('is closed, unless an entry names host and port', () => {
    expect(check('')).toBe('blocked_port');
    expect(check('a.example')).toBe('blocked_port');
    expect(check('93.184.216.0/24')).toBe('blocked_port');
    expect(check('other.example:25')).toBe('blocked_port');
    expect(check('a.example:25')).toBeUndefined();
    expect(check('93.184.216.34:25')).toBeUndefined();
    expect(check('10.0.0.1:25', { address: '10.0.0.1' })).toBeUndefined();
  });
});
