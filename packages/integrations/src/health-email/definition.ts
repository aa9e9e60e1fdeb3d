import { Type } from 'typebox';
import { defineIntegration, type FieldFault } from '../definition.ts';
import { healthFilter } from '../filter-rules.ts';
import { isMailbox, isMailGroup } from './mailbox.ts';

export const healthEmail = defineIntegration({
  type: 'health.email',
  title: 'Health notice by e-mail',
  description: 'Mails changes of the health of this system.',
  filter: healthFilter,
  concurrency: 1,
  fields: {
    recipients: {
      schema: Type.Array(Type.String({ minLength: 1, maxLength: 254 }), {
        minItems: 1,
        maxItems: 100,
        description: 'Addresses, #admins or #viewers (UPSHOT_MAIL_ADMINS, UPSHOT_MAIL_VIEWERS).',
      }),
      keptIn: 'settings',
      option: {
        label: 'Recipients',
        flags: '--recipients <addresses>',
        description: 'whom to tell; e-mail addresses, #admins or #viewers',
        reads: 'list',
      },
    },
    from_address: {
      schema: Type.Union([Type.String({ minLength: 1, maxLength: 254 }), Type.Null()], {
        description: 'The sender; null for the one of the settings.',
      }),
      keptIn: 'settings',
      default: null,
      option: {
        label: 'From address',
        flags: '--from-address <address>',
        description: 'the sender (empty: as the server says)',
      },
    },
  },
  runText: 'Sending health notification by e-mail',
  findFaults: ({ recipients = [], from_address }) => [
    ...recipients.flatMap((recipient, index): FieldFault[] => {
      const message = findRecipientFault(recipient);
      return message === undefined ? [] : [{ field: `recipients[${index}]`, message }];
    }),
    ...findSenderFaults(from_address),
  ],
  summarize: ({ from_address: from, recipients = [] }) =>
    [...(from ? [`From: ${from}`] : []), `To: ${recipients.join(', ')}`].join('\n'),
});

function findSenderFaults(sender: string | null | undefined): readonly FieldFault[] {
  if (typeof sender !== 'string' || isMailbox(sender)) return [];
  return [{ field: 'from_address', message: 'must be a plain address, as upshot@example.org, or null' }];
}

function findRecipientFault(recipient: string): string | undefined {
  return isMailGroup(recipient) || isMailbox(recipient)
    ? undefined
    : 'must be a plain address, as someone@example.org, or #admins or #viewers';
}
