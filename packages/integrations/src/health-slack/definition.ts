import { Type } from 'typebox';
import { defineIntegration } from '../definition.ts';
import { healthFilter } from '../filter-rules.ts';
import { tokenSchema } from '../token-schema.ts';

export const healthSlack = defineIntegration({
  type: 'health.slack',
  title: 'Health notice to Slack',
  description: 'Writes changes of the health of this system to a Slack channel.',
  filter: healthFilter,
  concurrency: 1,
  fields: {
    token: {
      schema: tokenSchema,
      keptIn: 'sealed',
      option: { label: 'Token', flags: '--token <token>', description: 'the token of the Slack app' },
    },
    channel: {
      schema: Type.String({ minLength: 1, maxLength: 255, description: 'Its name or id.' }),
      keptIn: 'settings',
      option: { label: 'Channel', flags: '--channel <channel>', description: 'the channel to write to' },
    },
  },
  runText: 'Sending health notification to Slack',
  summarize: ({ channel = '' }) => `Channel: ${channel}`,
});
