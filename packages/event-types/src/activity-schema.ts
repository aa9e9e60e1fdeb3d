import { activityResults, activityStates } from '@upshot/shared/activity';
import { Type, type Static } from 'typebox';
import { eventTypes, type EventTypeName } from './catalogue.ts';
import { anyObject, orNull, timestamp } from './schemas.ts';

const moment = orNull(timestamp);

/**
 * What every activity has, whatever its type. What only newer activities have is optional; further fields are
 * allowed.
 */
const envelopeFields = {
  id: Type.String({ minLength: 1, maxLength: 128, description: 'The same in every state.' }),
  _links: Type.Optional(Type.Record(Type.String(), Type.Object({ href: Type.String() }))),
  created_at: timestamp,
  updated_at: Type.Optional(moment),
  project: Type.String(),
  integration: Type.Optional(Type.String({ description: 'Of activities of an integration only.' })),
  environments: Type.Optional(
    Type.Array(Type.String(), { description: 'Empty for the project as a whole.' }),
  ),
  state: Type.Enum([...activityStates]),
  result: orNull(Type.Enum([...activityResults])),
  failure_reason: Type.Optional(orNull(Type.Enum(['error', 'shell']))),
  started_at: moment,
  completed_at: moment,
  completion_percent: Type.Integer({ minimum: 0, maximum: 100 }),
  cancelled_at: Type.Optional(moment),
  timings: Type.Optional(
    Type.Record(Type.String(), Type.Number(), {
      description: 'Seconds: wait, parse_commits, build, deploy, execute.',
    }),
  ),
  log: orNull(Type.String({ description: 'Null until the activity is complete.' })),
  commands: Type.Optional(
    Type.Array(Type.Object({ app: Type.String(), type: Type.String(), exit_code: Type.Integer() })),
  ),
  description: Type.Optional(orNull(Type.String({ description: 'HTML.' }))),
  text: Type.Optional(orNull(Type.String({ description: 'Plain text.' }))),
  expires_at: Type.Optional(moment),
};

const activity = Type.Object({
  ...envelopeFields,
  type: Type.String(),
  parameters: anyObject,
  payload: anyObject,
});

/** An activity as producers post it. */
export type Activity = Static<typeof activity>;

/** The JSON Schema (2020-12) of the activities of a type. */
export function schemaOf(name: EventTypeName) {
  const { title, description, parameters, payload } = eventTypes[name];
  return Type.Object(
    { ...envelopeFields, type: Type.Literal(name), parameters, payload },
    { $schema: 'https://json-schema.org/draft/2020-12/schema', title, description },
  );
}
