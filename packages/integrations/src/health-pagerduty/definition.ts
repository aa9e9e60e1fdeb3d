import { defineIntegration } from '../definition.ts';
import { healthFilter } from '../filter-rules.ts';
import { tokenSchema } from '../token-schema.ts';

export const healthPagerduty = defineIntegration({
  type: 'health.pagerduty',
  title: 'Health notice to PagerDuty',
  description: 'Triggers and resolves PagerDuty alerts when the health of this system changes.',
  filter: healthFilter,
  concurrency: 1,
  fields: {
    routing_key: {
      schema: tokenSchema,
      keptIn: 'sealed',
      option: {
        label: 'Routing key',
        flags: '--routing-key <key>',
        description: 'the routing key of the PagerDuty service',
      },
    },
  },
  runText: 'Sending health notification to PagerDuty',
  summarize: ({ routing_key: key = '' }) => `Routing key: ${key}`,
});
