import type { ApiMember, ApiType } from './entry.ts';

const values = '(...values: any[]) => void';
const label = '(label?: string) => void';
const bodyReaders: readonly ApiMember[] = [
  { name: 'text', type: '() => string', says: 'The body as UTF-8 text. May be called again.' },
  {
    name: 'json',
    type: '() => any',
    says: 'The body parsed as JSON. Throws a SyntaxError where it is none.',
  },
  { name: 'bytes', type: '() => Uint8Array', says: 'The bytes of the body.' },
  { name: 'arrayBuffer', type: '() => ArrayBuffer', says: 'The bytes of the body as a buffer.' },
];

/** What `fetch`, `require`, `crypto` and `console` give. */
export const ioTypes: readonly ApiType[] = [
  {
    name: 'ScriptResponse',
    says: 'The response of `fetch`.',
    sample: "fetch('https://example.com/')",
    members: [
      { name: 'ok', type: 'boolean', says: 'Whether the status is 200 to 299.', isReadonly: true },
      { name: 'status', type: 'number', says: 'The status.', isReadonly: true },
      { name: 'statusText', type: 'string', says: 'The text behind the status.', isReadonly: true },
      { name: 'url', type: 'string', says: 'Where it came from, after redirects.', isReadonly: true },
      { name: 'redirected', type: 'boolean', says: 'Whether a redirect was followed.', isReadonly: true },
      { name: 'headers', type: 'ScriptHeaders', says: 'Its headers.', isReadonly: true },
      {
        name: 'body',
        type: 'ScriptBody',
        says: 'Has `text`, `json`, `bytes` and `arrayBuffer`, too.',
        isReadonly: true,
      },
      ...bodyReaders,
    ],
  },
  {
    name: 'ScriptBody',
    says: 'The body of a response.',
    sample: "fetch('https://example.com/').body",
    members: bodyReaders,
  },
  {
    name: 'ScriptHeaders',
    says: 'The headers of a response: names in lower case, sorted; equal names joined by a comma.',
    sample: "fetch('https://example.com/').headers",
    iterates: '[name: string, value: string]',
    members: [
      { name: 'get', type: '(name: string) => string | null', says: 'The value of a header, or null.' },
      { name: 'has', type: '(name: string) => boolean', says: 'Whether there is such a header.' },
      { name: 'getSetCookie', type: '() => string[]', says: 'Each cookie by itself.' },
      {
        name: 'forEach',
        type: '(visit: (value: string, name: string, headers: ScriptHeaders) => void) => void',
        says: 'Calls a function for each header.',
      },
      {
        name: 'entries',
        type: '() => IterableIterator<[name: string, value: string]>',
        says: 'All names and values.',
      },
      { name: 'keys', type: '() => IterableIterator<string>', says: 'All names.' },
      { name: 'values', type: '() => IterableIterator<string>', says: 'All values.' },
    ],
  },
  {
    name: 'ScriptStorage',
    says: 'What an integration keeps from run to run. All writes of a run are committed with its outcome.',
    sample: "require('storage')",
    members: [
      {
        name: 'get',
        type: '(key: string) => any',
        says: 'A copy of the value; null where there is none.',
        limits: ['storage_calls'],
      },
      {
        name: 'set',
        type: '(key: string, value: Json) => void',
        says: 'Keeps what JSON can hold. Throws a TypeError for anything else.',
        limits: [
          'storage_calls',
          'storage_keys',
          'storage_key_characters',
          'storage_value_characters',
          'storage_characters',
        ],
      },
      { name: 'remove', type: '(key: string) => void', says: 'Removes a value.', limits: ['storage_calls'] },
      { name: 'clear', type: '() => void', says: 'Removes all values.', limits: ['storage_calls'] },
    ],
  },
  {
    name: 'ScriptCrypto',
    says: 'HMACs.',
    sample: 'crypto',
    members: [
      {
        name: 'createHmac',
        type: "(algorithm: 'sha256' | 'sha1' | 'md5', key: string) => ScriptHmac",
        says: 'Begins an HMAC. The key is text, or what `digest()` gave.',
      },
    ],
  },
  {
    name: 'ScriptHmac',
    says: 'An HMAC under way.',
    sample: "crypto.createHmac('sha256', 'key')",
    members: [
      { name: 'update', type: '(data: string) => ScriptHmac', says: 'Adds data.' },
      {
        name: 'digest',
        type: "(format?: 'hex' | 'base64' | 'base64url' | 'latin1' | 'binary') => string",
        says: 'Ends it. Without a format, the text stands for its bytes as a key or as data.',
      },
    ],
  },
  {
    name: 'ScriptConsole',
    says: 'Every method of the console standard. Texts are printed as they are, other values shown.',
    sample: 'console',
    members: [
      { name: 'log', type: values, says: 'Prints.' },
      { name: 'info', type: values, says: 'Prints at the level info.' },
      { name: 'warn', type: values, says: 'Prints at the level warn.' },
      { name: 'error', type: values, says: 'Prints at the level error. The run does not fail by it.' },
      { name: 'debug', type: values, says: 'Prints at the level debug.' },
      { name: 'dirxml', type: values, says: 'As `log`.' },
      { name: 'dir', type: '(value: any) => void', says: 'Shows a value.' },
      {
        name: 'table',
        type: '(value: any, columns?: string[]) => void',
        says: 'Shows a list or an object as a table.',
      },
      { name: 'trace', type: values, says: 'Prints, with the stack.' },
      {
        name: 'assert',
        type: '(condition: any, ...values: any[]) => void',
        says: 'Prints at the level error where the condition is false. Throws nothing.',
      },
      { name: 'group', type: values, says: 'Indents what follows.' },
      { name: 'groupCollapsed', type: values, says: 'As `group`.' },
      { name: 'groupEnd', type: '() => void', says: 'Ends a group.' },
      { name: 'clear', type: '() => void', says: 'Ends all groups.' },
      { name: 'count', type: label, says: 'Prints how often it was called.' },
      { name: 'countReset', type: label, says: 'Counts from 0 again.' },
      { name: 'time', type: label, says: 'Starts a clock.' },
      {
        name: 'timeLog',
        type: '(label?: string, ...values: any[]) => void',
        says: 'Prints the time of a clock.',
      },
      { name: 'timeEnd', type: label, says: 'Prints the time of a clock and ends it.' },
    ],
  },
];
