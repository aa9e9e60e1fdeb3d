import type { Database } from '@upshot/ledger/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeVersion, versionWithSourceSchema } from './describe-version.ts';
import { findVersion, versionParams } from './find-version.ts';

/** Answers one version of a script, with its source. */
export function getVersion(database: Database) {
  return defineEndpoint({
    operationId: 'getScriptVersion',
    summary: "Read a version of an integration's script",
    tag: 'integrations',
    openTo: 'limited portals',
    params: versionParams,
    answers: { 200: { description: 'The version.', schema: versionWithSourceSchema } },
    problems: ['integration_not_found', 'version_not_found'],
    async handle({ params }) {
      const found = await findVersion(database, params);
      return { ...describeVersion(found), source: found.source };
    },
  });
}
