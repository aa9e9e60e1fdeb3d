/** One address of every private range, the first and the last of some. */
export const privateAddresses: readonly string[] = [
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
  ['four padded octal numbers', (octets) => octets.map((octet) => `000${octet.toString(8)}`).join('.')],
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

/** Each with what it is: hosts of URLs that lead to a private address, or nowhere. */
export const privateHosts: readonly (readonly [name: string, host: string])[] = [
  ...privateAddresses.flatMap((text) => {
    const octets = text.split('.').map(Number) as unknown as Octets;
    return [...forms, ...disguises].map(
      ([name, write]) => [`${text} as ${name}`, write(octets, text)] as const,
    );
  }),
  ...others.map((host) => [host, host] as const),
];
