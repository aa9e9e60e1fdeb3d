import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import { compileValidate } from '../http/validate.ts';
import { traceparentOf } from '../http/receive-span.ts';
import { integrationSchema } from './describe-integration.ts';
import { findIntegration, integrationParams } from './find-integration.ts';
import { resume } from './resume.ts';
import { showIntegration } from './show-integration.ts';

const resumeBody = Type.Object(
  {
    recover: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Make runs for the activities that were recorded while it was paused, too.',
      }),
    ),
  },
  { additionalProperties: false },
);

const validate = compileValidate(resumeBody);

const resumed = Type.Object({
  ...envelopeSchema(integrationSchema).properties,
  recovered: Type.Integer({ description: 'How many runs were made for what was missed.' }),
});

/** Ends the pause of an integration. `wake` is told which lanes have work. */
export function resumeIntegration(database: Database, link: Link, wake: (lanes: readonly string[]) => void) {
  return defineEndpoint({
    operationId: 'resumeIntegration',
    summary: 'Resume an integration',
    description:
      'Its pending runs continue. With `recover` it also gets a run for every activity that was recorded while ' +
      'it was paused, that it matches now, and that it has no run for: all of them are recorded, or ' +
      'nothing is. No effect when it is not paused.',
    tag: 'integrations',
    openTo: 'limited portals',
    params: integrationParams,
    shownBody: resumeBody,
    answers: { 200: { description: 'Resumed.', schema: resumed } },
    problems: ['integration_not_found'],
    async handle({ params, body, caller, request }) {
      const { recover = false } = validate(body ?? {});
      await findIntegration(database, params);
      const { recovered, lanes } = await resume(database, {
        ...params,
        recover,
        requestedBy: caller?.tokenId ?? 'bootstrap',
        traceparent: traceparentOf(request),
      });
      wake(lanes);
      const integration = await findIntegration(database, params);
      return { ...envelope(200, await showIntegration(database, link, integration)), recovered };
    },
  });
}
