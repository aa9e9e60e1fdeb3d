import type { Database } from '@upshot/ledger/connect';
import type { ProjectRow } from '@upshot/ledger/projects/project-row';
import { defaultIntegrations } from '@upshot/integrations/default-integrations';
import { changeProject, createProject } from '@upshot/ledger/projects/write';
import { newId } from '@upshot/shared/id';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import type { IntegrationTools } from '../integrations/integration-tools.ts';
import { readCreation } from '../integrations/read-body.ts';
import { mergeProperties } from './merge-properties.ts';
import { describeProject, projectChange, projectSchema, type ProjectChange } from './project-document.ts';
import { furtherProperties, newProjectValues, writeProperties } from './write-properties.ts';

/** Creates a project, or merges the given properties into it; replaces it on request. */
export function putProject(database: Database, link: Link, tools: IntegrationTools) {
  return defineEndpoint({
    operationId: 'putProject',
    summary: 'Create a project, or merge properties into it',
    description:
      'Every property beside the title becomes one of the `project` that scripts see. A new project also has the ' +
      'properties that Platform.sh documents. Objects are merged key by key; with `replace=true` the project ' +
      'becomes what it would be if it were created with this body. The title of a new project is its id by default. ' +
      'A new project has an integration of type health.email to #admins, which can be deleted.',
    tag: 'projects',
    params: Type.Object({ project: projectId }),
    query: Type.Object({
      replace: Type.Optional(
        Type.Boolean({ description: 'Removes every property that is not given (false).' }),
      ),
    }),
    body: projectChange,
    answers: {
      200: { description: 'Changed.', schema: envelopeSchema(projectSchema) },
      201: { description: 'Created.', schema: envelopeSchema(projectSchema) },
    },
    async handle({ params: { project: id }, query, body }, reply) {
      const values = newProjectValues(id, body);
      const first = defaultIntegrations.map((integration) => readCreation(integration, newId(), tools));
      const created = await createProject(database, id, values, first);
      const change = query.replace === true ? () => values : (row: ProjectRow) => merge(row, body);
      const project = created ?? (await changeProject(database, id, change));
      if (project === undefined) throw new Error('the project was deleted meanwhile');
      const code = created === undefined ? 200 : 201;
      reply.code(code);
      return envelope(code, describeProject(project, link));
    },
  });
}

function merge({ id, title, properties }: ProjectRow, change: ProjectChange) {
  const merged = mergeProperties(properties, furtherProperties(id, change));
  return { title: change.title ?? title, properties: writeProperties(merged) };
}
