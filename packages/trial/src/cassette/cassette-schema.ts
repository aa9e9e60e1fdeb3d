import { Type, type Static } from 'typebox';
import { MAX_TAPE_VALUES } from '@upshot/sandbox/tape';

const closed = { additionalProperties: false };

const headers = Type.Array(Type.Tuple([Type.String(), Type.String()]));

/** A body that is no UTF-8 is base64; of a long one there is the beginning, and what is known of the whole. */
const bodyFields = {
  body: Type.Optional(Type.String()),
  base64: Type.Optional(Type.Literal(true)),
  bytes: Type.Optional(Type.Integer({ minimum: 0 })),
  sha256: Type.Optional(Type.String()),
};

const request = Type.Object(
  {
    method: Type.String(),
    url: Type.String(),
    headers,
    ...bodyFields,
    redirect: Type.Optional(Type.Enum(['manual', 'error'])),
  },
  closed,
);

const error = Type.Object({ name: Type.String(), message: Type.String() }, closed);

const response = Type.Object(
  {
    status: Type.Integer({ minimum: 100, maximum: 999 }),
    statusText: Type.String(),
    headers,
    ...bodyFields,
    url: Type.Optional(
      Type.String({ description: 'Where it came from, if not from the URL of the request.' }),
    ),
    redirected: Type.Optional(Type.Literal(true)),
  },
  closed,
);

const numbers = { n: Type.Integer({ minimum: 1 }), at_ms: Type.Number() };

const call = Type.Union([
  Type.Object(
    {
      ...numbers,
      call: Type.Literal('fetch'),
      request,
      reply: Type.Union([response, Type.Object({ error }, closed)]),
      log: Type.Array(Type.String(), { description: 'The lines that the log has about the request.' }),
    },
    closed,
  ),
  Type.Object(
    {
      ...numbers,
      call: Type.Literal('storageGet'),
      key: Type.String(),
      reply: Type.Optional(
        Type.String({ description: 'The JSON of the value; missing where there was none.' }),
      ),
    },
    closed,
  ),
  Type.Object(
    {
      ...numbers,
      call: Type.Literal('storageSet'),
      key: Type.String(),
      json: Type.String(),
      refusal: Type.Optional(error),
    },
    closed,
  ),
  Type.Object({ ...numbers, call: Type.Literal('storageRemove'), key: Type.String() }, closed),
  Type.Object({ ...numbers, call: Type.Literal('storageClear') }, closed),
]);

const result = Type.Object(
  {
    outcome: Type.String(),
    error: Type.Union([
      Type.Null(),
      Type.Object(
        {
          name: Type.String(),
          message: Type.String(),
          line: Type.Union([Type.Integer(), Type.Null()]),
          column: Type.Union([Type.Integer(), Type.Null()]),
        },
        closed,
      ),
    ]),
    output: Type.Array(Type.Tuple([Type.Number(), Type.String(), Type.String()])),
  },
  { ...closed, description: 'How the run ended, with secrets masked.' },
);

const tape = Type.Object(
  {
    now: Type.Array(Type.Number(), {
      description: 'The first time in milliseconds since 1970, then the differences.',
      maxItems: MAX_TAPE_VALUES,
    }),
    random: Type.Array(Type.Number(), { maxItems: MAX_TAPE_VALUES }),
  },
  { ...closed, description: 'What the clock and chance gave.' },
);

/** The JSON Schema of a cassette: `docs/schemas/cassette.schema.json`. */
export const cassetteSchema = Type.Object(
  {
    format: Type.Literal('upshot-cassette'),
    version: Type.Literal(1),
    exact: Type.Boolean({ description: 'Whether a replay can be told from the run by nothing.' }),
    inexact_because: Type.Optional(Type.Array(Type.String())),
    recorded: Type.Object(
      {
        at: Type.String(),
        by: Type.String(),
        run: Type.Optional(Type.String()),
        attempt: Type.Optional(Type.Integer()),
      },
      closed,
    ),
    script: Type.Object(
      {
        name: Type.String(),
        version: Type.Optional(Type.Integer()),
        sha256: Type.String(),
        source: Type.String(),
      },
      closed,
    ),
    activity: Type.String({ description: 'The JSON of the activity as it came.' }),
    project: Type.String({ description: 'The JSON of the project.' }),
    variables: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Secrets are {{v1}}, {{url2}}: these names stand for them in the whole file.',
    }),
    tape: Type.Optional(tape),
    calls: Type.Array(call),
    result,
  },
  { ...closed, title: 'A recorded run of a script' },
);

/** A recorded run as a file. */
export type Cassette = Static<typeof cassetteSchema>;
/** A call of a host function in a cassette. */
export type CassetteCall = Cassette['calls'][number];
/** A request in a cassette. */
export type CassetteRequest = Extract<CassetteCall, { readonly call: 'fetch' }>['request'];
/** A response, or why there is none, in a cassette. */
export type CassetteReply = Extract<CassetteCall, { readonly call: 'fetch' }>['reply'];
