import type { Database } from '@upshot/ledger/connect';
import { integrationTypes } from '@upshot/integrations/registry';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { projectId } from '../http/schemas.ts';
import { requireProject } from './find-project.ts';

const enabled = Type.Object({ enabled: Type.Boolean() });

const capabilitiesSchema = Type.Object({
  integrations: Type.Object({
    enabled: Type.Boolean(),
    config: Type.Record(Type.String(), enabled),
    allowed_integrations: Type.Array(Type.String()),
  }),
  custom_domains: enabled,
  outbound_firewall: enabled,
  runtime_operations: enabled,
  source_operations: enabled,
});

const no = { enabled: false };

const capabilities = {
  integrations: {
    enabled: true,
    config: Object.fromEntries(integrationTypes.map((type) => [type, { enabled: true }])),
    allowed_integrations: integrationTypes,
  },
  custom_domains: no,
  outbound_firewall: no,
  runtime_operations: no,
  source_operations: no,
};

/** Answers what a project can do: which types of integrations it may have. */
export function getCapabilities(database: Database) {
  return defineEndpoint({
    operationId: 'getCapabilities',
    summary: 'Read what a project can do',
    description:
      'For clients of Platform.sh: which integration types there are. All projects can do the same.',
    tag: 'projects',
    params: Type.Object({ project: projectId }),
    answers: { 200: { description: 'The capabilities.', schema: capabilitiesSchema } },
    problems: ['project_not_found'],
    async handle({ params }) {
      await requireProject(database, params.project);
      return capabilities;
    },
  });
}
