import type { Database } from '@upshot/ledger/connect';
import type { IntegrationRow } from '@upshot/ledger/integrations/integration-row';
import { readIntegration } from '@upshot/ledger/integrations/read';
import { integrationTypes, type IntegrationType } from '@upshot/integrations/registry';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { integrationId, projectId } from '../http/schemas.ts';

/** The path of one integration. */
export const integrationParams = Type.Object({ project: projectId, integration: integrationId });

export interface IntegrationKey {
  readonly project: string;
  readonly integration: string;
}

/** An integration of a type that this version knows. */
export type KnownIntegration = IntegrationRow<IntegrationType>;

/** Finds an integration; throws the problem `integration_not_found` when there is none, or it was deleted. */
export async function findIntegration(database: Database, key: IntegrationKey): Promise<KnownIntegration> {
  const found = await readIntegration(database, { ...key, types: integrationTypes });
  if (found === undefined) throw integrationNotFound(key);
  return found;
}

export function integrationNotFound({ project, integration }: IntegrationKey): Problem {
  return new Problem('integration_not_found', `Project "${project}" has no integration "${integration}".`);
}
