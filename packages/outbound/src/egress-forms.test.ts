import { describe, expect, it } from 'vitest';
import type { OutboundReply } from './outbound-client.ts';
import { resolveHost, type Resolve } from './resolve-host.ts';
import { startHttp, startTcp, testClient } from './test-servers.ts';

/** One address of every private range, the first and the last of some. */
const privateAddresses = [
  '0.0.0.0',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
];

type Octets = readonly [number, number, number, number];
type Form = readonly [name: string, write: (octets: Octets, text: string) => string];

const number = ([a, b, c, d]: Octets): number => ((a * 256 + b) * 256 + c) * 256 + d;
const octal = (value: number): string => `0${value.toString(8)}`;
const hex = (value: number): string => `0x${value.toString(16)}`;
const group = (high: number, low: number): string => (high * 256 + low).toString(16);
const groups = ([a, b, c, d]: Octets): string => `${group(a, b)}:${group(c, d)}`;
const digits = (text: string, zero: number): string =>
  text.replaceAll(/\d/gu, (digit) => String.fromCodePoint(zero + Number(digit)));

const forms: readonly Form[] = [
  ['four numbers', (_, text) => text],
  ['four numbers and a dot', (_, text) => `${text}.`],
  ['four padded octal numbers', (octets) => octets.map((one) => `000${one.toString(8)}`).join('.')],
  ['an integer', (octets) => String(number(octets))],
  ['an octal integer', (octets) => octal(number(octets))],
  ['a hexadecimal integer', (octets) => hex(number(octets))],
  ['a capital hexadecimal integer', (octets) => `0X${number(octets).toString(16).toUpperCase()}`],
  ['octal numbers', (octets) => octets.map(octal).join('.')],
  ['hexadecimal numbers', (octets) => octets.map(hex).join('.')],
  ['numbers of all kinds', ([a, b, c, d]) => `${octal(a)}.${hex(b)}.${c}.${octal(d)}`],
  ['two numbers', ([a, b, c, d]) => `${a}.${number([0, b, c, d])}`],
  ['three numbers', ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`],
  ['full-width digits', (_, text) => digits(text, 0xff10)],
  ['bold digits', (_, text) => digits(text, 0x1d7ce)],
  ['other full stops', (_, text) => text.replaceAll('.', '\u3002')],
  ['half-width full stops', (_, text) => text.replaceAll('.', '\uff61')],
  ['percent-encoding', (_, text) => text.replaceAll(/\d/gu, (digit) => `%3${digit}`)],
  ['soft hyphens', (_, text) => text.replaceAll('.', '\u00ad.')],
  ['a mapped address', (_, text) => `[::ffff:${text}]`],
  ['a mapped address in hex', (octets) => `[::ffff:${groups(octets)}]`],
  ['a mapped address at full length', (octets) => `[0000:0000:0000:0000:0000:FFFF:${groups(octets)}]`],
  ['a compatible address', (_, text) => `[::${text}]`],
  ['a translated address', (octets) => `[::ffff:0:${groups(octets)}]`],
  ['NAT64', (_, text) => `[64:ff9b::${text}]`],
  ['local NAT64', (octets) => `[64:ff9b:1::${groups(octets)}]`],
  ['6to4', (octets) => `[2002:${groups(octets)}::1]`],
  ['Teredo', (octets) => `[2001:0:${groups(octets)}::1]`],
  ['ISATAP', (_, text) => `[2a00:1450::5efe:${text}]`],
];

const others = [
  '[::]',
  '[::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[fc00::1]',
  'localhost',
  'a.localhost',
  'LOCALHOST.',
];
/** What makes of a host something that a careless reader takes for another one. */
const disguises: readonly Form[] = [
  ['behind a public user name', (_, text) => `example.com@${text}`],
  ['behind a backslash', (_, text) => `${text}\\@example.com`],
  ['before an encoded at sign', (_, text) => `${text}%40example.com`],
  ['with a zone', () => '[fe80::1%25eth0]'],
  ['with a tab in it', (_, text) => `${text.slice(0, 2)}\t${text.slice(2)}`],
  ['with a line break in it', (_, text) => `${text.slice(0, 2)}\n${text.slice(2)}`],
];

const hosts = [
  ...privateAddresses.flatMap((text) => {
    const octets = text.split('.').map(Number) as unknown as Octets;
    return [...forms, ...disguises].map(
      ([name, write]) => [`${text} as ${name}`, write(octets, text)] as const,
    );
  }),
  ...others.map((host) => [host, host] as const),
];

/** Fails on any resolution: an unusual spelling of an address must not reach a name server. */
const localOnly: Resolve = (host) =>
  /localhost/iu.test(host) ? resolveHost(host) : Promise.reject(new Error('asked'));

/** It never got to a connection: refused, or no URL that is ever sent. */
function expectNotSent(host: string, reply: OutboundReply): void {
  const end = reply.kind === 'failed' ? reply.reason : reply.kind;
  expect.soft(['refused', 'invalid_request', 'redirects'], host).toContain(end);
}

describe('a private address in any form', () => {
  it('is refused as a target without a resolution or a connection', async () => {
    await using canary = await startTcp(() => {});
    await using client = testClient({
      policy: { allow: [] },
      resolve: localOnly,
    });
    for (const [name, host] of hosts) expectNotSent(name, await client.get(`http://${host}:${canary.port}/`));
    expect(canary.connections).toBe(0);
  });

  it('is refused as the target of a redirect', async () => {
    await using canary = await startTcp(() => {});
    let location = '';
    await using server = await startHttp(
      (_, response) =>
        void response.writeHead(302, {
          location: Buffer.from(location)
            .toString('latin1')
            .replaceAll(/[\t\n]/gu, ''),
        }),
      '127.0.0.9',
    );
    await using client = testClient({
      policy: { allow: [`127.0.0.9:${server.port}`] },
      resolve: localOnly,
    });
    for (const [name, host] of hosts) {
      location = `http://${host}:${canary.port}/`;
      expectNotSent(name, await client.get(server.origin));
    }
    expect(server.requests).toHaveLength(hosts.length);
    expect(canary.connections).toBe(0);
  });

  it('is refused as what a name turns out to be', async () => {
    for (const address of [
      ...privateAddresses,
      '::',
      '::1',
      '::ffff:10.0.0.1',
      'fe80::1%eth0',
      '64:ff9b::a00:1',
    ]) {
      await using client = testClient({ policy: { allow: [] }, resolve: () => Promise.resolve([address]) });
      expect(await client.get('http://name.example/')).toMatchObject({
        kind: 'refused',
        message: 'could not connect to name.example:80',
      });
    }
  });
});

it.each([
  ['no address', () => Promise.resolve([])],
  ['a failure of the server', () => Promise.reject(new Error('queryA ESERVFAIL name.example'))],
  ['something that is no address', () => Promise.resolve(['name.example', '127.1'])],
])('a name that has %s is unreachable like any other', async (_what, resolve) => {
  await using client = testClient({ resolve });
  expect(await client.get('http://name.example/')).toMatchObject({
    message: 'could not connect to name.example:80',
  });
});
