import type { Database } from '@upshot/ledger/connect';
import { findProjectRetention, writeProjectRetention } from '@upshot/ledger/retention/project-retention';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { projectId } from '../http/schemas.ts';
import { projectNotFound } from '../projects/find-project.ts';

const days = (what: string) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500, description: `Days that ${what} are kept.` }));

const retentionSchema = Type.Object(
  {
    activity_days: days('activities'),
    succeeded_days: days('log entries of succeeded runs'),
    log_days: days('all other log entries'),
  },
  { additionalProperties: false, description: 'What is left out is kept as long as the deployment says.' },
);

/** For how long a project keeps data, where it differs from the deployment. */
export function getProjectRetention(database: Database) {
  return defineEndpoint({
    operationId: 'getProjectRetention',
    summary: "Get a project's retention",
    tag: 'retention',
    params: Type.Object({ project: projectId }),
    answers: { 200: { description: 'Where it differs from the deployment.', schema: retentionSchema } },
    problems: ['project_not_found'],
    async handle({ params: { project } }) {
      const found = await findProjectRetention(database, project);
      if (found === undefined) throw projectNotFound(project);
      return found;
    },
  });
}

/** Lets a project keep data for a time of its own. */
export function putProjectRetention(database: Database) {
  return defineEndpoint({
    operationId: 'putProjectRetention',
    summary: "Set a project's retention",
    description: 'The next removal of expired data follows it. An empty object: as the deployment says.',
    tag: 'retention',
    params: Type.Object({ project: projectId }),
    body: retentionSchema,
    answers: { 200: { description: 'Where it now differs from the deployment.', schema: retentionSchema } },
    problems: ['project_not_found'],
    async handle({ params: { project }, body }) {
      const written = await writeProjectRetention(database, project, body);
      if (written === undefined) throw projectNotFound(project);
      return written;
    },
  });
}
