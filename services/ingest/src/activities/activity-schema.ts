import { activityResults, activityStates } from '@upshot/shared/activity';
import { Type } from 'typebox';
import { links, projectId } from '../http/schemas.ts';

/** The id a producer gave. */
export const activityId = Type.String({ minLength: 1, maxLength: 128 });

export const activityState = Type.Enum([...activityStates]);

export const activityResult = Type.Enum([...activityResults]);

/** The name of an environment, as activities have it. */
export const environmentId = Type.String({ minLength: 1, maxLength: 255 });

/** The path of one activity. */
export const activityParams = Type.Object({ project: projectId, activity: activityId });

/** What a posted activity must have; whatever else it has is kept and given to scripts and webhooks. */
export const activitySchema = Type.Object(
  {
    id: activityId,
    type: Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'Such as environment.push; any is allowed.',
    }),
    state: activityState,
    result: Type.Optional(Type.Union([activityResult, Type.Null()])),
    environments: Type.Optional(Type.Union([Type.Array(environmentId, { maxItems: 100 }), Type.Null()])),
    project: Type.Optional(Type.Union([projectId, Type.Null()])),
    created_at: Type.Optional(Type.Unknown({ description: 'What is no usable time counts as unknown.' })),
  },
  { additionalProperties: true },
);

/** An activity as it is answered: exactly as it was posted, with links. */
export const linkedActivity = Type.Intersect([
  Type.Object({ id: activityId, type: Type.String(), state: activityState, _links: links }),
  Type.Object({}, { additionalProperties: true }),
]);
