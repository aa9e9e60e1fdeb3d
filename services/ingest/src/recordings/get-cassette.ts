import type { Database } from '@upshot/ledger/connect';
import { findRecording } from '@upshot/ledger/recordings/find';
import { recordingContext } from '@upshot/integrations/secret-context';
import { unseal, type KeyRing } from '@upshot/secrets/seal';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import type { IngestEvents } from '../events.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { ownId, projectId } from '../http/schemas.ts';
import { findRun } from '../runs/find-run.ts';

const cassetteSchema = Type.Record(Type.String(), Type.Unknown(), {
  description: 'A cassette: docs/schemas/cassette.schema.json.',
});

/** Answers the cassette of a run: of its last recorded attempt, or of a named one. */
export function getCassette(database: Database, ring: KeyRing, events: IngestEvents) {
  return defineEndpoint({
    operationId: 'getCassette',
    summary: 'Read the cassette of a run',
    description:
      'What the script was given and did, with names in place of secrets. The audit keeps who has read it.',
    tag: 'runs',
    isAudited: true,
    params: Type.Object({ project: projectId, run: ownId }),
    query: Type.Object(
      {
        attempt: Type.Optional(
          Type.Integer({ minimum: 1, description: 'Without it, the last recorded one.' }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: { 200: { description: 'The cassette.', schema: cassetteSchema } },
    problems: ['run_not_found', 'not_recorded'],
    async handle({ params, query: { attempt }, caller }) {
      const found = await findRecording(database, params, attempt);
      if (found === undefined) {
        const { integration_name: name } = await findRun(database, params);
        const what = attempt === undefined ? 'Run' : `Attempt ${attempt} of run`;
        throw new Problem(
          'not_recorded',
          `${what} "${params.run}" was not recorded, or its cassette has expired (integration ${name}).`,
        );
      }
      const context = recordingContext(found.run_id, found.attempt);
      events.cassetteRead({ ...params, attempt: found.attempt, token: caller?.tokenId ?? 'bootstrap' });
      return JSON.parse(unseal(ring, found.cassette_sealed, context)) as Record<string, unknown>;
    },
  });
}
