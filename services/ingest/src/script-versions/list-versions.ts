import type { Database } from '@upshot/ledger/connect';
import { listScriptVersions } from '@upshot/ledger/script-versions/read';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { count } from '../http/schemas.ts';
import { integrationParams } from '../integrations/find-integration.ts';
import { describeVersion, versionSchema } from './describe-version.ts';
import { requireScript, versionNumber } from './find-version.ts';

/** Lists the versions of a script, the newest first. */
export function listVersions(database: Database) {
  return defineEndpoint({
    operationId: 'listScriptVersions',
    summary: "List the versions of an integration's script",
    description: 'The newest first, without their sources. For the next page, `before` is the last version.',
    tag: 'integrations',
    openTo: 'limited portals',
    params: integrationParams,
    query: Type.Object({ before: Type.Optional(versionNumber), count: Type.Optional(count) }),
    answers: { 200: { description: 'The versions.', schema: Type.Array(versionSchema) } },
    problems: ['integration_not_found'],
    async handle({ params, query: { before, count: most = 25 } }) {
      await requireScript(database, params);
      const rows = await listScriptVersions(database, params.integration, { before, count: most });
      return rows.map(describeVersion);
    },
  });
}
