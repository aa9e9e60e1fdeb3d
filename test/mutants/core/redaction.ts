import { mutantsOf } from '../mutant.ts';

const redact = 'packages/secrets/src/redact';
const tests = [`${redact}/redact.test.ts`, `${redact}/ways.test.ts`];

export const redactionMutants = [
  ...mutantsOf(`${redact}/redact.ts`, tests, [
    ['secrets that touch are masked in part', 'start <= last[1]', 'start > last[1]'],
    [
      'the end of a secret that overlaps is shown',
      'last[1] = Math.max(last[1], end)',
      'last[1] = Math.min(last[1], end)',
    ],
    [
      'half a secret at a cut is shown',
      'text.length >= CUT_TEXT_LENGTH ? CUT_SECRET_LENGTH : undefined',
      'undefined',
    ],
    ['a cut is not recognised', 'cutAt === null ? text :', 'text.length > 0 ? text :'],
    ['escapes are not undone', 'depth < MAX_LAYERS ? within(layer, decodeEscapes) : undefined', 'undefined'],
    ['a mask lies beside its secret', 'view.origin(start), view.origin(end)', 'start, end'],
    ['what is invisible hides a secret', 'within(layer, removeInvisible), ', ''],
    ['a list of bytes is shown', ', within(layer, readByteLists)]', ']'],
  ]),
  ...mutantsOf(`${redact}/decode-escapes.ts`, tests, [
    ['one layer of escapes too few', 'MAX_LAYERS = 3', 'MAX_LAYERS = 2'],
    ['escapes of HTML by number are kept', '&#\\d{1,7};|', ''],
    ['escapes are case sensitive', ';/gi;', ';/g;'],
    ['an impossible character ends the program', 'code <= 0x10_ffff ? ', 'code >= 0 ? '],
  ]),
  ...mutantsOf(`${redact}/needle-search.ts`, tests, [
    [
      'a secret inside the beginning of another is shown',
      'this.#found[node] = this.#found[fallback] ?? 0;',
      '',
    ],
    [
      'a search does not fall back',
      'parent === 0 ? 0 : this.#step(this.#fallback[parent] ?? 0, character)',
      '0',
    ],
    [
      'the last character of a secret is shown',
      'addSpan(spans, index + 1 - length, index + 1)',
      'addSpan(spans, index + 1 - length, index)',
    ],
  ]),
  ...mutantsOf(`${redact}/needles.ts`, tests, [
    ['short secrets are shown', 'SHORTEST_SECRET = 4', 'SHORTEST_SECRET = 5'],
    ['short words are masked', 'SHORTEST_SECRET = 4', 'SHORTEST_SECRET = 3'],
    ['secrets in the middle of base64 are shown', '[0, 1, 2].map((before)', '[0].map((before)'],
    [
      'secrets in base64url are shown',
      'flatMap((text) => [text, toBase64Url(text)])',
      'flatMap((text) => [text])',
    ],
    ['all but the first character is shown', '(secret) => [secret.slice(1, PIECE_LENGTH)],', ''],
    ['secrets in another case are shown', '(secret) => [secret.toLowerCase(), secret.toUpperCase()],', ''],
    ['secrets in hex are shown', 'hex, hex.toUpperCase()]', ']'],
    [
      'lines of a key are shown',
      'for (const secret of secrets) for (const line of linesOf(secret)) yield* piecesOf(line);',
      '',
    ],
    ['the rest of a long secret is shown', 'for (const secret of secrets) yield* piecesOf(secret);', ''],
    ['what V8 quotes is shown', '[secret.slice(0, QUOTED_LENGTH)] : []', '[] : []'],
    ['secrets in forms are shown', "const plus = secret.replaceAll(' ', '+');", 'const plus = secret;'],
    ['the mask grows without bound', 'if (sum + needle.length > most) break;', ''],
  ]),
] as const;
