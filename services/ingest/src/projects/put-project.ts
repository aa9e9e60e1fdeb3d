import type { Database } from '@upshot/ledger/connect';
import type { Project } from '@upshot/ledger/tables';
import { sql } from 'kysely';
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
      const { is_new, ...project } = await upsert(
        database,
        params.project,
        body.title,
        writeDocument(params.project, body),
      );
      const code = is_new ? 201 : 200;
      reply.code(code);
      return envelope(code, describeProject(project, link));
    },
  });
}

/** A row that was inserted, and not updated, has no deleter (`xmax`). */
async function upsert(
  database: Database,
  id: string,
  title: string,
  document: string,
): Promise<Project & { readonly is_new: boolean }> {
  return await database
    .insertInto('projects')
    .values({ id, title, document })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ title, document, updated_at: sql`now()` }))
    .returningAll()
    .returning(sql<boolean>`xmax = 0`.as('is_new'))
    .executeTakeFirstOrThrow();
}
