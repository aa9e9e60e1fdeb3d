import type { ApiClass, ApiMember } from './entry.ts';

const part = (name: string, says: string): ApiMember => ({ name, type: 'string', says });
const fixed = (name: string, type: string, says: string): ApiMember => ({
  name,
  type,
  says,
  isReadonly: true,
});

/** The classes of web standards that scripts have. */
export const webClasses: readonly ApiClass[] = [
  {
    name: 'URL',
    says: 'The URL standard.',
    sample: "new URL('https://example.com/')",
    parameters: 'url: string | URL, base?: string | URL',
    statics: [
      {
        name: 'canParse',
        type: '(url: string, base?: string) => boolean',
        says: 'Whether a text is a URL.',
      },
      {
        name: 'parse',
        type: '(url: string, base?: string) => URL | null',
        says: 'A URL, or null where the text is none.',
      },
    ],
    members: [
      part('href', 'The whole URL.'),
      part('protocol', 'With its colon.'),
      part('username', ''),
      part('password', ''),
      part('host', 'With the port.'),
      part('hostname', 'Without the port.'),
      part('port', 'Empty where it is the usual one.'),
      part('pathname', ''),
      part('search', 'With its question mark.'),
      part('hash', 'With its `#`.'),
      fixed('origin', 'string', 'Protocol, host name and port.'),
      fixed('searchParams', 'URLSearchParams', 'The query. Its changes change the URL.'),
      { name: 'toString', type: '() => string', says: 'The whole URL.' },
      { name: 'toJSON', type: '() => string', says: 'The whole URL.' },
    ],
  },
  {
    name: 'URLSearchParams',
    says: 'A query; as the body of `fetch`, a form.',
    sample: "new URLSearchParams('a=1')",
    parameters: 'init?: SearchParamsInit',
    statics: [],
    iterates: '[name: string, value: string]',
    members: [
      { name: 'get', type: '(name: string) => string | null', says: 'The first value of a name, or null.' },
      { name: 'getAll', type: '(name: string) => string[]', says: 'All values of a name.' },
      { name: 'has', type: '(name: string, value?: string) => boolean', says: 'Whether it is there.' },
      fixed('size', 'number', 'How many pairs there are.'),
      { name: 'append', type: '(name: string, value: any) => void', says: 'Adds a pair.' },
      {
        name: 'delete',
        type: '(name: string, value?: string) => void',
        says: 'Removes the pairs of a name.',
      },
      { name: 'set', type: '(name: string, value: any) => void', says: 'Makes it the only value of a name.' },
      { name: 'sort', type: '() => void', says: 'Sorts by name.' },
      {
        name: 'entries',
        type: '() => IterableIterator<[name: string, value: string]>',
        says: 'All names and values.',
      },
      { name: 'keys', type: '() => IterableIterator<string>', says: 'All names.' },
      { name: 'values', type: '() => IterableIterator<string>', says: 'All values.' },
      {
        name: 'forEach',
        type: '(visit: (value: string, name: string, params: URLSearchParams) => void, self?: any) => void',
        says: 'Calls a function for each pair.',
      },
      { name: 'toString', type: '() => string', says: 'The query, without a question mark.' },
    ],
  },
  {
    name: 'TextEncoder',
    says: 'Texts to UTF-8.',
    sample: 'new TextEncoder()',
    parameters: '',
    statics: [],
    members: [
      fixed('encoding', 'string', 'utf-8.'),
      { name: 'encode', type: '(text?: string) => Uint8Array', says: 'The bytes of a text.' },
      {
        name: 'encodeInto',
        type: '(text: string, target: Uint8Array) => { read: number; written: number }',
        says: 'Writes the bytes of a text into an array.',
      },
    ],
  },
  {
    name: 'TextDecoder',
    says: 'Bytes of any encoding of the Encoding standard to texts.',
    sample: 'new TextDecoder()',
    parameters: 'label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }',
    statics: [],
    members: [
      fixed('encoding', 'string', 'The name of the encoding.'),
      fixed('fatal', 'boolean', 'Whether malformed bytes throw.'),
      fixed('ignoreBOM', 'boolean', 'Whether a byte order mark stays in the text.'),
      {
        name: 'decode',
        type: '(bytes?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }) => string',
        says: 'The text of bytes.',
      },
    ],
  },
];
