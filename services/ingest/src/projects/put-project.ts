import type { Database } from '@upshot/ledger/connect';
import { putProject as writeProject } from '@upshot/ledger/projects/write';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import { writeDocument } from './check-project.ts';
import { describeProject, projectCreation, projectSchema } from './project-document.ts';

/** Creates a project, or replaces its title and its further properties. */
export function putProject(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'putProject',
    summary: 'Create or replace a project',
    description: 'Every property beside the title becomes one of the `project` that scripts see.',
    tag: 'projects',
    params: Type.Object({ project: projectId }),
    body: projectCreation,
    answers: {
      200: { description: 'Replaced.', schema: envelopeSchema(projectSchema) },
      201: { description: 'Created.', schema: envelopeSchema(projectSchema) },
    },
    async handle({ params, body }, reply) {
      const values = { title: body.title, document: writeDocument(params.project, body) };
      const { project, isNew } = await writeProject(database, params.project, values);
      const code = isNew ? 201 : 200;
      reply.code(code);
      return envelope(code, describeProject(project, link));
    },
  });
}
