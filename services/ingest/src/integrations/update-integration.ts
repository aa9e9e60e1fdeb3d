import type { Database } from '@upshot/ledger/connect';
import type { Tables } from '@upshot/ledger/tables';
import { sql, type Transaction } from 'kysely';
import { Type } from 'typebox';
import { warnAboutFilter } from './warn-about-filter.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { readChange, type Change } from './change.ts';
import type { IntegrationTools } from './creation.ts';
import {
  describeIntegration,
  integrationSchema,
  withKnownType,
  type IntegrationWithScript,
} from './describe-integration.ts';
import { leaveLanes } from '@upshot/ledger/lanes/leave';
import { findIntegration, integrationParams, type IntegrationKey } from './find-integration.ts';
import { changeSchemas } from './integration-fields.ts';

/** Changes an integration; another source becomes a new version of its script. */
export function updateIntegration(database: Database, link: Link, tools: IntegrationTools) {
  return defineEndpoint({
    summary: 'Change an integration',
    description: 'Only what is given changes. The type cannot.',
    tag: 'integrations',
    params: integrationParams,
    shownBody: Type.Union(Object.values(changeSchemas)),
    answers: { 200: { description: 'Changed.', schema: envelopeSchema(integrationSchema) } },
    problems: ['integration_not_found', 'invalid_script', 'unsupported_integration_type'],
    async handle({ params, body }) {
      const updated = await update(database, params, (integration) => readChange(body, integration, tools));
      return envelope(200, describeIntegration(updated, link), warnAboutFilter(updated));
    },
  });
}

/** Holds the integration against other changes, but not against runs that write its storage: they hold lanes already. */
async function update(
  database: Database,
  key: IntegrationKey,
  readChangeOf: (integration: IntegrationWithScript) => Change,
): Promise<IntegrationWithScript> {
  return await database.transaction().execute(async (transaction) => {
    await transaction
      .selectFrom('integrations')
      .select('id')
      .where('id', '=', key.integration)
      .forNoKeyUpdate()
      .execute();
    const { source: oldSource, ...integration } = await findIntegration(transaction, key);
    const { columns, source } = readChangeOf({ ...integration, source: oldSource });
    const version = source === undefined ? integration.script_version : (integration.script_version ?? 0) + 1;
    if (source !== undefined && version !== null) {
      await transaction
        .insertInto('script_versions')
        .values({ integration_id: integration.id, version, source })
        .execute();
    }
    const { concurrency = integration.concurrency } = columns;
    if (concurrency < integration.concurrency) await leaveLanes(transaction, integration.id, concurrency);
    if (columns.url !== undefined && columns.url !== integration.url)
      await startAnew(transaction, integration.id);
    const updated = await transaction
      .updateTable('integrations')
      .set({ ...columns, script_version: version, updated_at: sql`now()` })
      .where('id', '=', integration.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return { ...withKnownType(updated), source: source ?? oldSource };
  });
}

/** How long another receiver failed says nothing about this one. */
async function startAnew(transaction: Transaction<Tables>, integrationId: string): Promise<void> {
  await transaction.deleteFrom('failing_webhooks').where('integration_id', '=', integrationId).execute();
}
