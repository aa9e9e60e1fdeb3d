import { describe, expect, it } from 'vitest';
import { createEgressGuard } from './egress-guard.ts';
import { parseEgressPolicy } from './egress-policy.ts';

const permits = (allow: string, host: string, address: string, port = 80): boolean =>
  createEgressGuard(parseEgressPolicy(allow))({ host, address, port });

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
