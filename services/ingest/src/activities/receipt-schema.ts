import { integrationTypes } from '@upshot/integrations/registry';
import { Type } from 'typebox';
import { timestamp } from '../http/schemas.ts';
import { activityId, activityState } from './activity-schema.ts';

const name = Type.Optional(
  Type.String({ description: 'The name it had then; left out of receipts that an older version made.' }),
);

const matchedFields = {
  integration: Type.String(),
  name,
  type: Type.Enum([...integrationTypes]),
  run: Type.String({ description: 'The run that answers the activity.' }),
};

const skipped = Type.Object({
  integration: Type.String(),
  name,
  reason: Type.Object({
    field: Type.String({
      description: 'Which filter kept it out, or "paused", or "integration".',
    }),
    message: Type.String(),
  }),
});

/** What is known of an activity once it is recorded. */
export const receiptFields = {
  activity: Type.Object({ id: activityId, state: activityState }),
  matched: Type.Array(Type.Object(matchedFields)),
  skipped: Type.Array(skipped),
  trace_id: Type.Union([Type.String(), Type.Null()]),
};

/** A receipt that is looked at later. */
export const explainedReceiptSchema = Type.Object({
  ...receiptFields,
  matched: Type.Array(
    Type.Object({
      ...matchedFields,
      rate_limited_until: Type.Optional(
        Type.String({ description: 'The run waits for the rate limit of its integration, until then.' }),
      ),
    }),
  ),
  recorded_at: timestamp,
});

/** The answer to a posted activity. */
export const receiptSchema = Type.Object({
  ...receiptFields,
  duplicate: Type.Boolean({ description: 'It was recorded before: this is the original receipt.' }),
  body_differs: Type.Optional(
    Type.Boolean({ description: 'Of a duplicate: whether another text was recorded, which stays.' }),
  ),
  expired: Type.Optional(
    Type.Boolean({
      description: 'Of a duplicate: the activity has expired; what matched is not known any more.',
    }),
  ),
});
