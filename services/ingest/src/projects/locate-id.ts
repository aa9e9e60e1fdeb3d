import type { Database } from '@upshot/ledger/connect';
import { locate } from '@upshot/ledger/locate';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';

/** Answers what has an id. */
export function locateId(database: Database) {
  return defineEndpoint({
    operationId: 'locateId',
    summary: 'Find what has an id',
    description:
      'Runs, activities, integrations and replays of the projects that the token is good for. An activity of that ' +
      'id may be in several projects. The list is empty where nothing has it.',
    tag: 'projects',
    openTo: 'limited portals',
    params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 128 }) }),
    answers: {
      200: {
        description: 'What has the id.',
        schema: Type.Array(
          Type.Object({
            kind: Type.Enum(['run', 'activity', 'integration', 'replay']),
            project: Type.String(),
          }),
        ),
      },
    },
    async handle({ caller, params }) {
      const found = await locate(database, params.id, {
        project: caller?.projectId ?? undefined,
        integrations: integrationsOf(caller),
      });
      return found.map(({ kind, project }) => ({ kind, project }));
    },
  });
}
