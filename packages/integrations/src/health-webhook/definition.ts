import { defineIntegration } from '../definition.ts';
import { endpointFields, findEndpointFaults, summarizeEndpoint } from '../endpoint-fields.ts';
import { healthFilter } from '../filter-rules.ts';

export const healthWebhook = defineIntegration({
  type: 'health.webhook',
  title: 'Health notice by webhook',
  description: 'Posts changes of the health of this system to a URL, signed.',
  filter: healthFilter,
  concurrency: 1,
  fields: endpointFields,
  runText: 'Sending health notification by webhook',
  findFaults: findEndpointFaults,
  summarize: summarizeEndpoint,
});
