import fc from 'fast-check';

/** An integration as an apply takes it, secrets included. */
export interface DeclaredExample {
  readonly name: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Text that the ledger can hold: any but NUL. */
const text = (maxLength: number) =>
  fc.string({ unit: 'grapheme', maxLength }).filter((value) => !value.includes('\0'));

/** Texts that are easily lost on their way through a file. */
const oddText = fc.constantFrom(
  '',
  'null',
  'true',
  '1.0',
  '0x10',
  '2026-01-01',
  '~',
  '# no comment',
  '- no list',
  'a: b',
  '"',
  ' leading',
  'trailing ',
  'line\r\nline\rline\n\n',
  '\ttab\n  indented\n',
  '\uFEFFmark',
  '\u2028\u2029\u0085',
  '\u001b[31m',
  '<<',
  '{{x}}',
  '******',
);

const value = fc.oneof(text(40), oddText);
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const pattern = fc.oneof(
  fc.constantFrom('*', 'environment.*', 'no', '1', '~'),
  text(10).filter((p) => p !== ''),
);
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const variableName = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'on', 'yes', 'null'),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.:-]{0,12}$/),
);

const variable = fc.record(
  {
    value: fc.oneof(value, fc.json()),
    is_sensitive: fc.boolean(),
    attributes: fc.dictionary(text(8), value, { maxKeys: 2, noNullPrototype: true }),
  },
  { requiredKeys: ['value'] },
);

const jsonVariable = fc.record(
  {
    value: fc.json().filter((json) => !json.includes('\\u0000')),
    is_json: fc.constant(true),
    is_sensitive: fc.boolean(),
  },
  { requiredKeys: ['value', 'is_json'] },
);

const hook = {
  events: patterns,
  states: fc.array(fc.constantFrom('*', 'complete', 'pending'), { minLength: 1, maxLength: 2 }),
  environments: patterns,
  excluded_environments: fc.array(pattern, { maxLength: 2 }),
  result: fc.constantFrom('*', 'success', 'failure'),
  condition: fc.constantFrom('!has(activity.a)', `activity["x: y"] == '#' ||\n  activity.b in ["~", "\\n"]`),
  concurrency: fc.integer({ min: 1, max: 64 }),
  max_per_second: fc.option(fc.constantFrom(0.0001, 0.1, 1 / 3, 5, 1000)),
  burst: fc.integer({ min: 1, max: 1000 }),
  paused: fc.boolean(),
  variables: fc.dictionary(variableName, fc.oneof(variable, jsonVariable), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
};

const key = fc
  .base64String({ minLength: 4, maxLength: 44 })
  .filter((base64) => base64 !== '' && !base64.startsWith('='));
const endpoint = {
  url: fc.webUrl({ withQueryParameters: true }),
  shared_key: fc.option(key),
  headers: fc.option(fc.constantFrom('Authorization: Bearer abc', 'X-A: 1\nX-B: 2')),
  signature_form: fc.constantFrom('rfc7797', 'compact'),
  retry_seconds: fc.option(fc.array(fc.constantFrom(1, 2.5, 86_400), { maxLength: 3 })),
};
const token = fc.stringMatching(/^[!-~]{1,20}$/).filter((secret) => secret !== '******');

const source = value.map(
  (comment) => `/*${comment.replaceAll('*/', '')}*/ console.log(${JSON.stringify(comment)});`,
);

type Shape = Readonly<Record<string, fc.Arbitrary<unknown>>>;

const anyOf = (type: string, own: Shape, optional: Shape) => {
  const required = { name, type: fc.constant(type), ...own };
  return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) as never[] });
};

const { url, ...signed } = endpoint;

const integration = fc.oneof(
  anyOf('script', { script: source }, hook),
  anyOf('webhook', { url }, { ...signed, ...hook }),
  anyOf('health.webhook', { url }, signed),
  anyOf('health.email', { recipients: fc.constant(['ann@example.org', '#admins']) }, {}),
  anyOf('health.slack', { token, channel: value.filter((channel) => channel !== '') }, {}),
  anyOf('health.pagerduty', { routing_key: token }, {}),
) as fc.Arbitrary<DeclaredExample>;

/** Integrations of every type with names of their own. */
export const declaredIntegrations = fc.uniqueArray(integration, {
  maxLength: 6,
  selector: ({ name: own }) => own.toLowerCase(),
});
