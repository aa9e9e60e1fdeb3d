import { defineEventType, type EventType } from '../event-type.ts';
import { sentence } from '../sentence.ts';
import { anyObject } from '../schemas.ts';
import { Type } from 'typebox';

const deliveries = 'Fires only integrations whose events name "integration.", so that none answers itself.';

/** Activities of integrations: what they did, and how it went. */
export const integrationTypes = {
  'integration.bitbucket.fetch': fetchType('Bitbucket', 'bitbucket.example/office/shop'),
  'integration.bitbucket.register_hooks': hooksType('Bitbucket'),
  'integration.bitbucket_server.fetch': fetchType('Bitbucket Server', 'git.office.example/scm/office/shop'),
  'integration.bitbucket_server.register_hooks': hooksType('Bitbucket Server'),
  'integration.github.fetch': fetchType('GitHub', 'github.example/office/shop'),
  'integration.gitlab.fetch': fetchType('GitLab', 'gitlab.example/office/shop'),
  'integration.health.email': healthType('by e-mail', 'e-mail'),
  'integration.health.pagerduty': healthType('to PagerDuty', 'PagerDuty'),
  'integration.health.slack': healthType('to Slack', 'Slack'),
  'integration.health.webhook': healthType('to a webhook', 'a webhook'),
  'integration.script': integrationType({
    title: 'Script run',
    description: `An integration’s script answered an activity. ${deliveries}`,
    log: 'HTTP request\nHTTP response\nIt went well\n',
    text: 'Running activity script',
  }),
  'integration.webhook': integrationType({
    title: 'Webhook delivered',
    description: `An integration’s webhook was called with an activity. ${deliveries}`,
    log: 'HTTP request\nHTTP response\n',
    text: 'Delivering webhook',
  }),
};

function fetchType(host: string, repository: string) {
  return integrationType({
    title: `Fetched from ${host}`,
    description: `Branches and commits were fetched from ${host}.`,
    log: 'Fetching\n  Everything is up to date\n',
    text: `Fetching from https://${repository}`,
  });
}

function hooksType(host: string) {
  return integrationType({
    title: `Hooks registered at ${host}`,
    description: `${host} was asked to tell the project of every change.`,
    log: 'Registering hooks\n',
    text: `Registering hooks at ${host}`,
  });
}

function healthType(way: string, medium: string) {
  return integrationType({
    title: `Health notice sent ${way}`,
    description: `A notice about the health of a service was sent ${way}.`,
    log: 'Sending notice\n',
    text: `Sending a health notice by ${medium}`,
  });
}

interface About {
  readonly title: string;
  readonly description: string;
  readonly log: string;
  readonly text: string;
}

function integrationType({ title, description, log, text }: About): EventType {
  return defineEventType({
    title,
    description,
    scope: 'project',
    isOfIntegration: true,
    parameters: { integration: Type.Optional(Type.Union([Type.String(), anyObject])) },
    payload: {},
    happen: ({ random }) => ({
      parameters: {},
      payload: {},
      seconds: random.seconds(0.1, 3),
      log,
      sentence: sentence`${text}`,
    }),
  });
}
