import { defineIntegration } from '../definition.ts';
import { endpointFields, findEndpointFaults, summarizeEndpoint } from '../endpoint-fields.ts';
import { chosenFilter } from '../filter-rules.ts';

export const webhook = defineIntegration({
  type: 'webhook',
  title: 'Webhook',
  description:
    'Posts the exact bytes of the activity to a URL, signed, and tries again when it is not accepted.',
  filter: chosenFilter(),
  concurrency: 8,
  fields: endpointFields,
  runText: 'Sending webhook',
  findFaults: findEndpointFaults,
  summarize: summarizeEndpoint,
});
