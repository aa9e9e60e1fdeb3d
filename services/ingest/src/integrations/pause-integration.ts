import type { Database } from '@upshot/ledger/connect';
import { isHealthType } from '@upshot/integrations/registry';
import { laneId } from '@upshot/shared/lane';
import { sql } from 'kysely';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { compileValidate, invalid } from '../http/validate.ts';
import { describeIntegration, integrationSchema } from './describe-integration.ts';
import { findIntegration, integrationParams, type IntegrationKey } from './find-integration.ts';

const pauseBody = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'For people.' })) },
  { additionalProperties: false },
);

const validate = compileValidate(pauseBody);

/** Pauses an integration. One that is paused already stays as it is: its first pause counts. */
export function pauseIntegration(database: Database, link: Link) {
  return defineEndpoint({
    summary: 'Pause an integration',
    description:
      'It gets no new runs: receipts say that it was skipped because it is paused. Pending runs wait. Attempts under way end as usual.',
    tag: 'integrations',
    params: integrationParams,
    shownBody: pauseBody,
    answers: { 200: { description: 'Paused.', schema: envelopeSchema(integrationSchema) } },
    problems: ['integration_not_found'],
    async handle({ params, body, caller }) {
      const { reason = null } = validate(body ?? {});
      const { type } = await findIntegration(database, params);
      if (isHealthType(type))
        throw invalid([
          { field: 'integration', message: `is a ${type}, which answers no activities: delete it` },
        ]);
      await pause(database, params, reason, caller?.tokenId ?? 'bootstrap');
      if (type === 'script') await fence(database, params.integration);
      return envelope(200, describeIntegration(await findIntegration(database, params), link));
    },
  });
}

async function pause(
  database: Database,
  { integration }: IntegrationKey,
  reason: string | null,
  by: string,
): Promise<void> {
  await database
    .updateTable('integrations')
    .set({ paused_at: sql`now()`, paused_reason: reason, paused_by: by, updated_at: sql`now()` })
    .where('id', '=', integration)
    .where('paused_at', 'is', null)
    .where('deleted_at', 'is', null)
    .execute();
}

const MAX_LANES = 64;

/**
 * Workers look before an attempt begins to be seen outside, and when they read what is due. What they have read before the
 * pause was committed, and do without touching anything outside, is fenced: nothing of it is settled, and the runs
 * stay pending. A lane where an attempt has begun is left alone, because that would be made twice. Lanes are locked
 * first, so that what had begun by then is seen.
 */
async function fence(database: Database, integration: string): Promise<void> {
  const lanes = Array.from({ length: MAX_LANES }, (_, number) => laneId(integration, number));
  await database.transaction().execute(async (transaction) => {
    await transaction
      .selectFrom('lanes')
      .select('id')
      .where('id', 'in', lanes)
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
    await sql`
      update lanes l set epoch = epoch + 1
      where l.id = any (${lanes}::text[])
        and not exists (select from pending_runs r where r.lane = l.id and r.begun_at is not null)`.execute(
      transaction,
    );
  });
}
