import { readComparedSource } from '@upshot/ledger/comparisons/read';
import { notePromotion } from '@upshot/ledger/comparisons/shadow';
import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { addVersion, reasons, versionAnswers } from '../script-versions/post-version.ts';
import { comparisonNotFound, comparisonParams } from './read-comparisons.ts';

/** Makes the source of a comparison the current version, whatever was found. */
export function promoteComparison(database: Database) {
  return defineEndpoint({
    operationId: 'promoteComparison',
    summary: 'Make a compared source the current version',
    description:
      'Whatever was found; a shadow goes on. With `if_version` only while that is the current version. Without ' +
      '`message`, that of the comparison.',
    tag: 'integrations',
    params: comparisonParams,
    body: Type.Object(reasons, { additionalProperties: false }),
    answers: versionAnswers,
    problems: ['comparison_not_found', 'integration_not_found', 'version_outdated', 'version_not_found'],
    async handle({ params, body, caller }, reply) {
      const found = await readComparedSource(database, params);
      if (found === undefined) throw comparisonNotFound(params);
      const { message = found.message, if_version: ifVersion } = body;
      const by = caller?.tokenId ?? 'bootstrap';
      const made = { message, created_by: by, origin: 'api', rollback_of: null } as const;
      const version = await addVersion(database, params, { source: found.source, ifVersion, ...made }, reply);
      await notePromotion(database, params.comparison, version.version);
      return version;
    },
  });
}
