import type { Database } from '@upshot/ledger/connect';
import { integrationTypes } from '@upshot/integrations/registry';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { ownId, projectId } from '../http/schemas.ts';
import { withKnownType, type IntegrationWithScript } from './describe-integration.ts';

/** The path of one integration. */
export const integrationParams = Type.Object({ project: projectId, integration: ownId });

export interface IntegrationKey {
  readonly project: string;
  readonly integration: string;
}

/** The integrations of a project that were not deleted, with their scripts. */
export function selectIntegrations(database: Database, project: string) {
  return database
    .selectFrom('integrations as i')
    .leftJoin('script_versions as s', (join) =>
      join.onRef('s.integration_id', '=', 'i.id').onRef('s.version', '=', 'i.script_version'),
    )
    .selectAll('i')
    .select('s.source')
    .where('i.project_id', '=', project)
    .where('i.deleted_at', 'is', null)
    .where('i.type', 'in', [...integrationTypes])
    .orderBy('i.created_at')
    .orderBy('i.id');
}

/** Finds an integration; throws the problem `integration_not_found` when there is none, or it was deleted. */
export async function findIntegration(
  database: Database,
  key: IntegrationKey,
): Promise<IntegrationWithScript> {
  const found = await selectIntegrations(database, key.project)
    .where('i.id', '=', key.integration)
    .executeTakeFirst();
  if (found === undefined) throw integrationNotFound(key);
  return withKnownType(found);
}

export function integrationNotFound({ project, integration }: IntegrationKey): Problem {
  return new Problem('integration_not_found', `Project "${project}" has no integration "${integration}".`);
}
