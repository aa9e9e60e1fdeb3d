import { Type } from 'typebox';
import { defineIntegration, type FieldFault } from '../definition.ts';
import { healthFilter } from '../filter-rules.ts';
import { isMailbox, isMailGroup, type MailGroups } from './mailbox.ts';

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
        description: 'Addresses, #admins or #viewers.',
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
  findObstacle: ({ mailGroups }) =>
    mailGroups === undefined
      ? '"health.email" needs a mail server: set UPSHOT_SMTP_URL for ingest, or use health.webhook, health.slack or ' +
        'health.pagerduty'
      : undefined,
  findFaults: ({ recipients = [], from_address }, { mailGroups }) => [
    ...recipients.flatMap((recipient, index): FieldFault[] => {
      const message = findRecipientFault(recipient, mailGroups);
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

const settingOf = { '#admins': 'UPSHOT_MAIL_ADMINS', '#viewers': 'UPSHOT_MAIL_VIEWERS' };

function findRecipientFault(recipient: string, groups: MailGroups | undefined): string | undefined {
  if (!isMailGroup(recipient)) {
    return isMailbox(recipient)
      ? undefined
      : 'must be a plain address, as someone@example.org, or #admins or #viewers';
  }
  if (groups === undefined || groups[recipient].length > 0) return undefined;
  return `stands for the addresses in ${settingOf[recipient]}, which is not set: set it for ingest, or name addresses`;
}
