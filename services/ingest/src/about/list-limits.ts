import { scriptLimits } from '@upshot/trial/script-limits';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';

const limitSchema = Type.Object({
  name: Type.String({ description: 'Ends with its unit, where it does not count things.' }),
  default: Type.Integer({ description: 'Its value, unless the setting says otherwise.' }),
  setting: Type.Union([Type.String(), Type.Null()], {
    description: 'The setting of workers that changes it; null where nothing does.',
  }),
  description: Type.String({ description: 'What it bounds.' }),
});

/** Answers every limit of scripts. */
export function listLimits() {
  return defineEndpoint({
    operationId: 'listLimits',
    summary: 'List the limits of scripts',
    description: 'What a run, a request, the storage and the variables of a script may have.',
    tag: 'integrations',
    openTo: 'limited portals',
    answers: { 200: { description: 'The limits.', schema: Type.Array(limitSchema) } },
    handle: () =>
      scriptLimits.map(({ name, value, says, setting = null }) => ({
        name,
        default: value,
        setting,
        description: says,
      })),
  });
}
