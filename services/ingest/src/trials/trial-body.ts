import { sampleActivity } from '@upshot/event-types/sample-activity';
import { script } from '@upshot/integrations/script-definition';
import { findJsonFault } from '@upshot/shared/json-fault';
import { isObject } from '@upshot/shared/json-object';
import { Problem } from '@upshot/shared/problem';
import { plainRulesSchema } from '@upshot/trial/rules/plain-rules';
import { isSecretVariable, secretTexts } from '@upshot/trial/secret-variables';
import { MAX_TRIAL_ACTIVITY, type TrialRequest } from '@upshot/trial/server/trial-request';
import { Type, type Static } from 'typebox';
import { activityId, activityResult, activityState } from '../activities/activity-schema.ts';
import { requireEventType, requireResultOf } from '../event-types/get-event-type.ts';
import { invalid } from '../http/validate.ts';

const closed = { additionalProperties: false };
const anyObject = Type.Record(Type.String({ maxLength: 128 }), Type.Unknown());
const milliseconds = Type.Optional(Type.Integer({ minimum: 10, maximum: 3_600_000 }));

const activity = Type.Object(
  {
    id: Type.Optional(activityId),
    sample: Type.Optional(Type.String({ maxLength: 128, description: 'An event type of the catalogue.' })),
    document: Type.Optional(
      Type.Union([Type.Object({}, { additionalProperties: true }), Type.String()], {
        description: 'An activity; as JSON text, every digit of its numbers is kept.',
      }),
    ),
    state: Type.Optional(activityState),
    result: Type.Optional(activityResult),
  },
  { ...closed, description: 'A recorded activity by its id, a sample, or a document.' },
);

const surroundings = {
  activity,
  variables: Type.Optional(anyObject),
  answers: Type.Optional(plainRulesSchema),
  limits: Type.Optional(
    Type.Object(
      {
        wall_ms: milliseconds,
        cpu_ms: milliseconds,
        fetches: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
        output_bytes: Type.Optional(Type.Integer({ minimum: 1024, maximum: 16 * 1024 * 1024 })),
      },
      { ...closed, description: 'Lower ones than those of the workers.' },
    ),
  ),
};

const source = script.fields.script.schema;

/** A trial of a script of no integration. */
export const scriptTrialBody = Type.Object(
  { source, ...surroundings, storage: Type.Optional(anyObject) },
  closed,
);

/** A trial of an integration's script, or of another source in its place. */
export const integrationTrialBody = Type.Object(
  {
    source: Type.Optional(source),
    version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
    ...surroundings,
    activity: Type.Optional(activity),
    replay_of_run: Type.Optional(
      Type.String({
        maxLength: 64,
        description:
          'A recorded run: what it had, in place of activity, variables, answers and storage. Scope admin.',
      }),
    ),
    storage: Type.Optional(
      Type.Union([Type.Enum(['empty', 'copy']), anyObject], {
        description:
          'What the script finds stored: nothing, a copy of what there is (the default), or values.',
      }),
    ),
  },
  closed,
);

type Given = Static<typeof integrationTrialBody>;
type Body = Pick<Given, 'variables' | 'storage' | 'answers' | 'limits'> & {
  readonly activity: Static<typeof activity>;
};

/** Reads what an integration's script is tried with: what is given, or what a recorded run had. */
export function readIntegrationSurroundings(body: Given): Surroundings {
  const { replay_of_run: run, activity: wanted, limits } = body;
  if (run === undefined) {
    const message = 'is required, or replay_of_run';
    if (wanted === undefined) throw invalid([{ field: 'activity', message }]);
    return readSurroundings({ ...body, activity: wanted });
  }
  for (const field of ['activity', 'variables', 'answers', 'storage'] as const)
    if (body[field] !== undefined)
      throw invalid([{ field, message: 'must be left out with replay_of_run: the recording has it' }]);
  const nothing = { activity: { document: '{}' }, ...(limits === undefined ? {} : { limits }) };
  return { ...readSurroundings(nothing), activity: { run } };
}
type Surroundings = Pick<TrialRequest, 'activity' | 'variables' | 'secrets' | 'storage' | 'rules' | 'limits'>;

/** Reads what a script is tried with; throws a problem for what cannot be. */
export function readSurroundings({
  activity: wanted,
  variables = {},
  storage,
  answers,
  limits,
}: Body): Surroundings {
  const { rules = [], default: fallback } = answers ?? {};
  for (const [index, { respond, error }] of rules.entries()) {
    const field = `answers.rules[${index}]`;
    if (respond !== undefined && error !== undefined)
      throw invalid([{ field, message: 'has both respond and error: keep one' }]);
    if (respond?.body !== undefined && respond.json !== undefined)
      throw invalid([{ field: `${field}.respond`, message: 'has both body and json: keep one' }]);
  }
  return {
    activity: readActivity(wanted),
    variables: JSON.stringify(variables),
    secrets: Object.entries(variables).flatMap(([name, value]) =>
      isSecretVariable(name, value) ? secretTexts(value) : [],
    ),
    storage: typeof storage === 'object' ? textsOf(storage) : (storage ?? 'copy'),
    rules: { answers: rules, ...(fallback === undefined ? {} : { default: fallback }) },
    limits: {
      ...(limits?.wall_ms === undefined ? {} : { wallMs: limits.wall_ms }),
      ...(limits?.cpu_ms === undefined ? {} : { cpuMs: limits.cpu_ms }),
      ...(limits?.fetches === undefined ? {} : { fetches: limits.fetches }),
      ...(limits?.output_bytes === undefined ? {} : { outputBytes: limits.output_bytes }),
    },
  };
}

function textsOf(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
}

function readActivity(wanted: Static<typeof activity>): TrialRequest['activity'] {
  const { id, sample, document, state, result } = wanted;
  if ([id, sample, document].filter((item) => item !== undefined).length !== 1)
    throw invalid([{ field: 'activity', message: 'must have one of id, sample and document' }]);
  if (id !== undefined) return { id, state: state ?? null };
  if (sample !== undefined) {
    const type = requireEventType(sample);
    requireResultOf(state ?? 'complete', result);
    const options = {
      ...(state === undefined ? {} : { state }),
      ...(result === undefined ? {} : { result }),
    };
    return { document: JSON.stringify(sampleActivity(type, options)), source: `sample ${type}` };
  }
  return { document: documentText(document), source: 'given' };
}

function documentText(document: unknown): string {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  if (text.length > MAX_TRIAL_ACTIVITY)
    throw new Problem('trial_too_large', 'The activity has more than 1 MB: try the script with another one.');
  if (typeof document === 'string') requireJsonObject(document);
  return text;
}

function requireJsonObject(text: string): void {
  const field = 'activity.document';
  try {
    if (isObject(JSON.parse(text))) return;
  } catch {
    const { line, column, expected } = findJsonFault(text);
    const message = `is not JSON: line ${line}, column ${column}: expected ${expected}`;
    throw invalid([{ field, message }]);
  }
  throw invalid([{ field, message: 'must be a JSON object' }]);
}
