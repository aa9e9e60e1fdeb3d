import type { Database } from '@upshot/ledger/connect';
import { findScriptVersion } from '@upshot/ledger/script-versions/read';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { invalid } from '../http/validate.ts';
import { findIntegration, integrationParams, type IntegrationKey } from '../integrations/find-integration.ts';

export const versionNumber = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

/** The path of one version of a script. */
export const versionParams = Type.Object({ ...integrationParams.properties, version: versionNumber });

/** Throws a problem unless the integration is there and has a script. */
export async function requireScript(database: Database, key: IntegrationKey): Promise<void> {
  const { type, script_version } = await findIntegration(database, key);
  if (script_version !== null) return;
  throw invalid([{ field: 'integration', message: `is a ${type}, which has no script` }]);
}

/** Finds a version with its source; throws the problem `version_not_found` when there is none. */
export async function findVersion(
  database: Database,
  { version, ...key }: IntegrationKey & { readonly version: number },
) {
  await requireScript(database, key);
  const found = await findScriptVersion(database, key.integration, version);
  if (found !== undefined) return found;
  throw new Problem('version_not_found', `Integration "${key.integration}" has no version ${version}.`);
}
