import { findSharedKeyFault } from '@upshot/shared/shared-key';
import { Type } from 'typebox';
import type { FieldFault } from './definition.ts';
import { findHeadersFault, MAX_HEADERS_LENGTH } from './endpoint-headers.ts';
import type { ValuesOf } from './field.ts';

/** Where signed requests go. */
export const endpointFields = {
  url: {
    schema: Type.String({
      minLength: 1,
      maxLength: 2048,
      description: 'http or https, without user and password.',
    }),
    keptIn: 'settings',
    option: { label: 'URL', flags: '--url <url>', description: 'the address to call', reads: 'url' },
  },
  shared_key: {
    schema: Type.Union([Type.String({ maxLength: 1024 }), Type.Null()], {
      description:
        'base64 or base64url. Signs every delivery; never answered again. Two keys, after a comma, both sign.',
    }),
    keptIn: 'sealed',
    default: null,
    option: {
      label: 'Shared key',
      flags: '--shared-key <key>',
      description: 'the key to sign requests with; two, after a comma, while it changes (empty: none)',
    },
  },
  headers: {
    schema: Type.Union([Type.String({ maxLength: MAX_HEADERS_LENGTH }), Type.Null()], {
      description: 'Sent with every delivery, one a line: "Authorization: Bearer …". Never answered again.',
    }),
    keptIn: 'sealed',
    default: null,
    option: {
      label: 'Headers',
      flags: '--headers <headers>',
      description: 'headers to send, one a line: "Authorization: Bearer …" (empty: none)',
      isAsked: false,
    },
  },
  signature_form: {
    schema: Type.Enum(['rfc7797', 'compact'], {
      description: 'How X-JWS-Signature is made: compact for receivers that use the key undecoded.',
    }),
    keptIn: 'settings',
    default: 'rfc7797',
    option: {
      label: 'Signature form',
      flags: '--signature-form <form>',
      description: 'how X-JWS-Signature is made: rfc7797 or compact',
      isAsked: false,
    },
  },
  retry_seconds: {
    schema: Type.Union(
      [Type.Array(Type.Number({ minimum: 1, maximum: 86_400 }), { maxItems: 20 }), Type.Null()],
      {
        description:
          'Seconds before the second, third, … attempt, each up to a day. Null: those of the deployment.',
      },
    ),
    keptIn: 'settings',
    default: null,
    option: {
      label: 'Retries',
      flags: '--retry-seconds <seconds>',
      description:
        'delays before further attempts, such as 5,30,300; none for no retry (empty: as the server says)',
      reads: 'seconds',
      isAsked: false,
    },
  },
} as const;

type Endpoint = Partial<ValuesOf<typeof endpointFields>>;

/** Checks the address, the key and the headers. Where the address leads is checked when it is connected to. */
export function findEndpointFaults({ url, shared_key, headers }: Endpoint): readonly FieldFault[] {
  const ofUrl = url === undefined ? undefined : findUrlFault(url);
  const ofKey = typeof shared_key === 'string' ? findSharedKeyFault(shared_key) : undefined;
  const ofHeaders = typeof headers === 'string' ? findHeadersFault(headers) : undefined;
  return [
    ...(ofUrl === undefined ? [] : [{ field: 'url', message: ofUrl }]),
    ...(ofKey === undefined ? [] : [{ field: 'shared_key', message: ofKey }]),
    ...(ofHeaders === undefined ? [] : [{ field: 'headers', message: ofHeaders }]),
  ];
}

export function summarizeEndpoint({ url = '' }: Endpoint): string {
  return `URL: ${url}`;
}

function findUrlFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL, such as https://example.org/hook';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must begin with https:// or http://';
  if (username !== '' || password !== '')
    return 'must not hold a user or a password: sign with shared_key, or send headers instead';
  return undefined;
}
