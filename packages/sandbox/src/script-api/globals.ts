import type { ApiMember } from './entry.ts';

/** The global names of a script, besides those of the language. */
export const scriptGlobals: readonly ApiMember[] = [
  {
    name: 'activity',
    type: 'AnyActivity',
    says: 'The activity that the script answers. Parsed when the script first reads it.',
  },
  { name: 'project', type: 'ScriptProject', says: 'The project of the activity.' },
  {
    name: 'variables',
    type: 'Readonly<Record<string, any>>',
    says: 'The variables of the integration, by name; a JSON variable is its value.',
  },
  {
    name: 'console',
    type: 'ScriptConsole',
    says: 'Prints into the log of the run.',
    limits: ['output_bytes', 'output_line_characters'],
  },
  {
    name: 'fetch',
    type: '(url: string | URL, options?: FetchOptions | null) => ScriptResponse',
    says: 'Sends a request and returns the response itself: no promise, no `await`. Throws a TypeError without one.',
    limits: [
      'fetches',
      'fetch_url_characters',
      'fetch_headers_characters',
      'fetch_body_characters',
      'fetch_ms',
      'fetch_response_bytes',
    ],
  },
  {
    name: 'require',
    type: "(module: 'storage') => ScriptStorage",
    says: 'Gives the storage of the integration, the only module.',
  },
  { name: 'crypto', type: 'ScriptCrypto', says: 'Makes HMACs, as in Node.' },
  { name: 'atob', type: '(base64: string) => string', says: 'Decodes base64, as in browsers.' },
  { name: 'btoa', type: '(bytes: string) => string', says: 'Encodes base64, as in browsers.' },
  {
    name: 'structuredClone',
    type: '<T>(value: T) => T',
    says: 'A deep copy, with cycles, dates, Maps, Sets and buffers. Throws for functions and promises.',
  },
  { name: '_', type: 'ScriptUnderscore', says: 'Underscore.' },
];
