import { mutantsOf } from '../mutant.ts';

const outbound = 'packages/outbound/src';
const egress = ['egress-guard', 'egress-policy'].map((name) => `${outbound}/${name}.test.ts`);

export const outboundMutants = [
  ...mutantsOf(`${outbound}/egress-policy.ts`, egress, [
    ['special ranges are public', "if (parsed.range() !== 'unicast') return false;", ''],
    [
      'the metadata service of Azure is public',
      ' || isMetadataAddress(address)) return false;',
      ') return false;',
    ],
    ['addresses that carry others are public', ' && !isIsatap(parsed.parts)', ''],
    ['unassigned addresses are public', 'parsed.match(globalUnicast) &&', ''],
    ['addresses with a zone are public', "|| address.includes('%')", ''],
  ]),
  ...mutantsOf(`${outbound}/egress-guard.ts`, egress, [
    ['an entry opens every port', 'if (entry.port !== undefined && entry.port !== port) return false;', ''],
    ['a name opens the metadata service', '|| isOpenByName(ipaddr.process(endpoint.address))', '|| true'],
    [
      'the deny-list closes nothing',
      "if (denied.some((entry) => covers(entry, endpoint))) return 'denied';",
      '',
    ],
    ['blocked ports are open', 'if (badPorts.has(port)) return', 'if (port < 0) return'],
    ['any entry opens a blocked port', 'opening.some((entry) => entry.port === port)', 'opening.length > 0'],
    [
      'the addresses of this machine are open',
      "return isOwn(address) ? 'own_address' : undefined;",
      'return undefined;',
    ],
    ['what is not public is open', "if (!isPublicAddress(address)) return 'not_public';", ''],
    [
      'an entry of a port covers no host',
      "if (entry.kind === 'port') return true;",
      "if (entry.kind === 'port') return false;",
    ],
    ['a name opens link-local addresses', "'linkLocal', ", ''],
    ['a name opens the metadata service of Azure', ' && !isMetadataAddress(text)', ''],
    ['a wildcard opens names that only end alike', 'asked.endsWith(`.${name}`)', 'asked.endsWith(name)'],
    ['names are case sensitive', 'host.toLowerCase()', 'host'],
    [
      'mapped addresses are compared as they are',
      'ipaddr.process(address), entry',
      'ipaddr.parse(address), entry',
    ],
    ['a range of one family is compared with the other', 'address.kind() === base.kind() &&', ''],
  ]),
  ...mutantsOf(`${outbound}/egress-entry.ts`, egress, [
    ['a network may begin anywhere', 'if (start !== network[0].toString()) {', "if (start === '') {"],
    ['a port may be too large', 'number > 65_535', 'number > 99_999'],
    [
      'one address opens its network',
      "address.kind() === 'ipv4' ? 32 : 128",
      "address.kind() === 'ipv4' ? 31 : 127",
    ],
  ]),
  ...mutantsOf(
    `${outbound}/guarded-connector.ts`,
    [`${outbound}/guarded-connector.test.ts`],
    [
      [
        'forbidden addresses of a name are tried',
        'if (refusal === undefined) permitted',
        'if (refusal === undefined || found.length > 1) permitted',
      ],
      ['certificates are not checked', 'rejectUnauthorized: true', 'rejectUnauthorized: false'],
      ['all addresses of a name are tried', 'if (permitted.length === addressesTried) break;', ''],
      [
        'addresses in a URL are not checked',
        'if (permitted.length > 0) return',
        'if (permitted.length > 0 || isIP(host) !== 0) return found.length > 0 ? found :',
      ],
    ],
  ),
  ...mutantsOf(
    `${outbound}/follow-redirect.ts`,
    [`${outbound}/follow-redirect.test.ts`],
    [
      [
        'another origin gets the credentials',
        'url.origin === hop.url.origin ? repeated.headers :',
        'url.origin ? repeated.headers :',
      ],
      [
        'a redirect leads from https to http',
        "if (from.protocol === 'https:' && url.protocol === 'http:') {",
        "if (url.protocol === 'ftp:') {",
      ],
      ['cookies go to another origin', 'const safeHeaders = [', "const safeHeaders = [ 'cookie',"],
      [
        'a signature goes to another origin',
        'safeHeaders.includes(name.toLowerCase())',
        "(safeHeaders.includes(name.toLowerCase()) || name.toLowerCase() === 'x-jws-signature')",
      ],
      ['303 repeats the request', "status === 303 ? !['GET', 'HEAD'].includes(hop.method) :", ''],
      ['307 turns POST into GET', 'status < 303 && hop.method', 'status < 308 && hop.method'],
    ],
  ),
  ...mutantsOf(
    `${outbound}/read-body.ts`,
    [`${outbound}/limits.test.ts`, `${outbound}/outbound-client.test.ts`],
    [
      [
        'an encoded body has no end',
        'if (left < 0) done(new Overflow());',
        'if (left === undefined) done(new Overflow());',
      ],
      ['a long body is cut although it must fail', "if (overflow === 'truncate')", 'if (overflow)'],
      [
        'a long body fails although it may be cut',
        "if (overflow === 'truncate')",
        "if (overflow === 'fail')",
      ],
    ],
  ),
  ...mutantsOf(
    `${outbound}/request-headers.ts`,
    [`${outbound}/request-headers.test.ts`],
    [
      [
        'a value may hold a line break',
        'if (!/^[\\t\\x20-\\x7e\\x80-\\xff]*$/u.test(trimmed)) {',
        "if (trimmed === '') {",
      ],
      ['Host may differ from the URL', 'if (value.toLowerCase() !== url.host) {', "if (value === '') {"],
      ['Upgrade is sent', "if (lower === 'upgrade' || lower === 'http2-settings') {", "if (lower === '') {"],
    ],
  ),
  ...mutantsOf(
    `${outbound}/fair-resolve.ts`,
    [`${outbound}/fair-resolve.test.ts`],
    [
      ['one project may resolve all names', 'maxPerTenant: maxPerProject', 'maxPerTenant: total'],
      ['requests for one name do not share', 'if (same !== undefined) return same;', ''],
      ['a name that was resolved keeps its thread', 'permit[Symbol.dispose]();', ''],
      [
        'an answer is kept forever',
        'permit[Symbol.dispose]();\n    known.delete(keyOf(request));',
        'permit[Symbol.dispose]();',
      ],
    ],
  ),
] as const;
