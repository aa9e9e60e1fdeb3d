import type { Database } from '@upshot/ledger/connect';
import { addScriptVersion, type NewVersion } from '@upshot/ledger/script-versions/add';
import { script } from '@upshot/integrations/script-definition';
import { Problem } from '@upshot/shared/problem';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import {
  integrationNotFound,
  integrationParams,
  type IntegrationKey,
} from '../integrations/find-integration.ts';
import type { IntegrationTools } from '../integrations/integration-tools.ts';
import { describeVersion, versionWithSourceSchema } from './describe-version.ts';
import { findVersion, requireScript, versionNumber, versionParams } from './find-version.ts';

/** Why a version is made, and instead of which. */
export const reasons = {
  message: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Why, for people.' })),
  if_version: Type.Optional(versionNumber),
};

/** How a version is answered that is asked for. */
export const versionAnswers = {
  200: { description: 'The current version has this source already.', schema: versionWithSourceSchema },
  201: { description: 'The version, which is the current one now.', schema: versionWithSourceSchema },
};

const problems = ['integration_not_found', 'version_outdated'] as const;

/** Makes a source the next version of a script. Runs that begin from now on use it. */
export function postVersion(database: Database, { installation }: IntegrationTools) {
  return defineEndpoint({
    operationId: 'addScriptVersion',
    summary: "Add a version of an integration's script",
    description: 'With `if_version` only while that is the current version.',
    tag: 'integrations',
    params: integrationParams,
    body: Type.Object({ source: script.fields.script.schema, ...reasons }, { additionalProperties: false }),
    answers: versionAnswers,
    problems: [...problems, 'invalid_script'],
    async handle({ params, body: { source, message = null, if_version }, caller }, reply) {
      await requireScript(database, params);
      const fault = installation.findScriptFault(source);
      if (fault !== undefined) throw new Problem('invalid_script', fault, { fields: { source: fault } });
      const by = caller?.tokenId ?? 'bootstrap';
      const made = { message, created_by: by, origin: 'api', rollback_of: null } as const;
      return await addVersion(database, params, { source, ifVersion: if_version, ...made }, reply);
    },
  });
}

/** Makes the source of an earlier version the next version of a script: history stays a line. */
export function rollBackVersion(database: Database) {
  return defineEndpoint({
    operationId: 'rollBackScript',
    summary: 'Go back to a version of a script',
    description:
      'Adds a version with the source of this one. With `if_version` only while that is the current version.',
    tag: 'integrations',
    params: versionParams,
    body: Type.Object(reasons, { additionalProperties: false }),
    answers: versionAnswers,
    problems: [...problems, 'version_not_found'],
    async handle({ params, body: { message = null, if_version }, caller }, reply) {
      const { source, version } = await findVersion(database, params);
      const by = caller?.tokenId ?? 'bootstrap';
      const made = { message, created_by: by, origin: 'rollback', rollback_of: version } as const;
      return await addVersion(database, params, { source, ifVersion: if_version, ...made }, reply);
    },
  });
}

/** Adds a version and answers it; throws a problem when another one is the current one by now. */
export async function addVersion(
  database: Database,
  key: IntegrationKey,
  version: NewVersion,
  reply: FastifyReply,
) {
  const { project, integration } = key;
  const added = await addScriptVersion(database, integration, version);
  if (added === undefined) throw integrationNotFound(key);
  if (added.kind === 'outdated') {
    const message = `is ${version.ifVersion}, and the current version is ${added.version}: look at it, then try again`;
    throw new Problem('version_outdated', message, { fields: { if_version: message } });
  }
  reply.code(added.kind === 'added' ? 201 : 200);
  const found = await findVersion(database, { project, integration, version: added.version });
  return { ...describeVersion(found), source: found.source };
}
