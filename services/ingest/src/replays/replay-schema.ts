import { outcomes } from '@upshot/shared/outcome';
import { Type, type Static } from 'typebox';
import { activityId, activityResult, activityState } from '../activities/activity-schema.ts';
import { ownId } from '../http/schemas.ts';

const strict = { additionalProperties: false } as const;

/** How many runs one replay may make. */
export const maxRuns = 10_000;

/** After the others, another attempt follows. */
const finalOutcomes = outcomes.filter((outcome) => outcome !== 'crashed' && outcome !== 'interrupted');

const states = Type.Array(activityState, { minItems: 1, maxItems: 20 });
const globs = Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
  minItems: 1,
  maxItems: 100,
  description: 'Names, * or globs.',
});
const time = (description: string) =>
  Type.String({ maxLength: 40, description: `${description}, as 2026-01-31T12:00:00Z.` });

const filter = Type.Object(
  {
    type: Type.Optional(globs),
    state: Type.Optional(states),
    result: Type.Optional(Type.Array(activityResult, { minItems: 1, maxItems: 2 })),
    environment: Type.Optional(globs),
    outcome: Type.Optional(
      Type.Array(Type.Enum([...finalOutcomes]), {
        minItems: 1,
        maxItems: 20,
        description: 'Repeats only runs that ended so, and that nothing has repeated since.',
      }),
    ),
    from: Type.Optional(time('Recorded at this time or later')),
    to: Type.Optional(time('Recorded before this time')),
  },
  strict,
);

/** The body of a replay: `activities` or `filter`, and how. */
export const replayBody = Type.Object(
  {
    activities: Type.Optional(
      Type.Array(activityId, { minItems: 1, maxItems: 1000, description: 'Ids; or else give a filter.' }),
    ),
    state: Type.Optional(
      Type.Union([activityState, states], {
        description: 'Goes with activities: only these of their states; else every one that was recorded.',
      }),
    ),
    filter: Type.Optional(filter),
    integrations: Type.Optional(
      Type.Array(ownId, {
        minItems: 1,
        maxItems: 100,
        description: 'Ids or names: only these; else whichever match now.',
      }),
    ),
    script: Type.Optional(
      Type.Enum(['current', 'original'], {
        default: 'current',
        description: 'The version to run: the newest, or the one that the repeated run used.',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: maxRuns,
        description: 'How many runs at most: by default 1000 with a filter, 10000 with activities.',
      }),
    ),
    dry_run: Type.Optional(Type.Boolean({ default: false, description: 'Only tell what would be fired.' })),
  },
  strict,
);

export type ReplayBody = Static<typeof replayBody>;

const replayOf = Type.Union([Type.String(), Type.Null()], {
  description: 'The run that is repeated: the latest of this integration for this activity and state.',
});

const totals = {
  count: Type.Object({
    activities: Type.Integer({ description: 'Each state of an activity counts.' }),
    runs: Type.Integer(),
  }),
  truncated: Type.Boolean({ description: 'More matched than `limit`, and was left out.' }),
};

/** What a replay would fire. */
export const dryRunAnswer = Type.Object({
  ...totals,
  sample: Type.Array(
    Type.Object({
      activity: activityId,
      type: Type.String(),
      state: activityState,
      integration: Type.String(),
      integration_name: Type.Optional(Type.String()),
      replay_of: replayOf,
    }),
    { maxItems: 20, description: 'The first of its runs.' },
  ),
});

/** What a replay fired. */
export const replayAnswer = Type.Object({
  replay: Type.String({ description: 'The id of this replay; its runs name it.' }),
  ...totals,
  runs: Type.Array(
    Type.Object({
      run: Type.String(),
      activity: activityId,
      state: activityState,
      integration: Type.String(),
      integration_name: Type.Optional(Type.String()),
      replay_of: replayOf,
    }),
    { maxItems: 1000, description: 'The first of its runs, in the order of their activities.' },
  ),
});

export type DryRunAnswer = Static<typeof dryRunAnswer>;
export type ReplayAnswer = Static<typeof replayAnswer>;
