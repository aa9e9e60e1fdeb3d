import type { Database } from '@upshot/ledger/connect';
import { changeProject } from '@upshot/ledger/projects/write';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import { projectNotFound } from './find-project.ts';
import { describeProject, projectChange, projectSchema } from './project-document.ts';
import { furtherProperties, writeProperties } from './write-properties.ts';

/** Changes the properties of a project that are given, and leaves the others. */
export function patchProject(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'patchProject',
    summary: 'Change a project',
    description: 'Properties that are given are replaced as a whole; the others stay.',
    tag: 'projects',
    params: Type.Object({ project: projectId }),
    body: projectChange,
    answers: { 200: { description: 'Changed.', schema: envelopeSchema(projectSchema) } },
    problems: ['project_not_found'],
    async handle({ params, body }) {
      const changed = await changeProject(database, params.project, (project) => ({
        title: body.title ?? project.title,
        properties: writeProperties({ ...project.properties, ...furtherProperties(project.id, body) }),
      }));
      if (changed === undefined) throw projectNotFound(params.project);
      return envelope(200, describeProject(changed, link));
    },
  });
}
