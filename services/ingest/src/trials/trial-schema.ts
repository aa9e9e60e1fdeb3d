import { outcomes } from '@upshot/shared/outcome';
import { Type } from 'typebox';

const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([schema, Type.Null()]);
const text = Type.String();
const number = Type.Number();
const headers = Type.Array(Type.Array(text, { minItems: 2, maxItems: 2 }), {
  description: 'Names and values.',
});

const requestSchema = Type.Object({
  n: Type.Integer(),
  at_ms: number,
  method: text,
  url: text,
  headers,
  body: orNull(text),
  answered_by: orNull(Type.String({ description: 'Such as `rule 2` or `default`.' })),
  status: orNull(Type.Integer()),
  response_headers: headers,
  response_body: orNull(text),
  duration_ms: number,
  error: orNull(text),
});

const storageSchema = Type.Object({
  reads: Type.Integer(),
  writes: Type.Array(Type.Object({ key: text, before: Type.Unknown(), after: Type.Unknown() })),
  cleared: Type.Boolean(),
});

/** A trial as `upshot script:run --json` prints it. Secrets are masked. */
export const trialSchema = Type.Object({
  version: Type.Integer({ description: 'Of this format: 1.' }),
  script: Type.Object({ file: text, sha256: text }),
  activity: Type.Object({
    id: orNull(text),
    type: orNull(text),
    state: orNull(text),
    result: orNull(text),
    environments: Type.Array(text),
    source: text,
  }),
  mode: Type.Enum(['dry', 'live', 'replay'], { description: 'Always `dry`: no request was sent.' }),
  outcome: Type.Enum([...outcomes, 'stopped']),
  error: orNull(
    Type.Object({
      name: text,
      message: text,
      stack: orNull(text),
      line: orNull(Type.Integer()),
      column: orNull(Type.Integer()),
      hint: orNull(Type.String({ description: 'What the data holds where the script found nothing.' })),
    }),
  ),
  output: Type.Array(Type.Array(Type.Union([number, text]), { minItems: 3, maxItems: 3 }), {
    description: 'Milliseconds, level, text.',
  }),
  output_omitted_bytes: Type.Integer(),
  requests: Type.Array(requestSchema),
  storage: storageSchema,
  usage: Type.Object({ wall_ms: number, cpu_ms: number, memory_mb: orNull(number), fetches: Type.Integer() }),
  limits: Type.Object({
    wall_ms: number,
    cpu_ms: number,
    memory_mb: number,
    fetches: Type.Integer(),
    output_bytes: Type.Integer(),
  }),
  warnings: Type.Array(text),
});

/** A trial that has not ended. */
export const trialUnderWaySchema = Type.Object({ id: text, status: Type.Enum(['waiting', 'running']) });
