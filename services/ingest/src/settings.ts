import { commonSettings } from '@upshot/runtime/common-settings';
import { defineSettings, integer, optionalText, setting, text } from '@upshot/runtime/config';
import { Type } from 'typebox';

/** Every setting of ingest. */
export const ingestSettings = defineSettings({
  ...commonSettings,
  adminToken: setting({
    env: 'UPSHOT_ADMIN_TOKEN',
    doc: 'A token that may do everything, for setting up: at least 32 letters, digits or . _ ~ + / = -. Leave it unset once real tokens exist.',
    schema: Type.Optional(Type.String({ minLength: 32, pattern: '^[\\w.~+/=-]+$' })),
    secret: true,
  }),
  host: setting({
    env: 'HOST',
    doc: 'The address to listen on; 0.0.0.0 for every one.',
    schema: text(),
    default: '127.0.0.1',
  }),
  port: setting({
    env: 'PORT',
    doc: 'The port to listen on; 0 takes a free one and logs it.',
    schema: integer(0, 65_535),
    default: 8080,
  }),
  publicUrl: setting({
    env: 'UPSHOT_PUBLIC_URL',
    doc: 'How clients reach this service, as https://host: the base of links in answers. Without it links are paths.',
    schema: optionalText(),
  }),
  maxBodyBytes: setting({
    env: 'UPSHOT_MAX_BODY_BYTES',
    doc: 'How large the body of a request with activities may be; others may have 2 MB.',
    schema: integer(1024, 40 * 1024 * 1024),
    default: 10 * 1024 * 1024,
  }),
  maxBytesInFlight: setting({
    env: 'UPSHOT_MAX_BYTES_IN_FLIGHT',
    doc: 'How large the bodies of all requests under way may be together; beyond it requests are told to come again.',
    schema: integer(1024, 64 * 1024 * 1024 * 1024),
    default: 256 * 1024 * 1024,
  }),
  maxPendingRuns: setting({
    env: 'UPSHOT_MAX_PENDING_RUNS',
    doc: 'How many due runs a project may have; one that has as many is let in only as fast as they are completed, and told to come again meanwhile. 0: no cap.',
    schema: integer(0, 1_000_000_000),
    default: 250_000,
  }),
  healthMs: setting({
    env: 'UPSHOT_HEALTH_MS',
    doc: 'How often, in milliseconds, it is looked whether anything is wrong that health integrations are told of.',
    schema: integer(50, 3_600_000),
    default: 5000,
  }),
  healthFailures: setting({
    env: 'UPSHOT_HEALTH_FAILURES',
    doc: 'After how many failed runs in a row an integration is reported.',
    schema: integer(1, 100),
    default: 3,
  }),
  healthBehindMs: setting({
    env: 'UPSHOT_HEALTH_BEHIND_MS',
    doc: 'How many milliseconds a due run may wait before its lane is reported as behind. Let it be longer than any script may take.',
    schema: integer(50, 86_400_000),
    default: 300_000,
  }),
  healthWorkersMs: setting({
    env: 'UPSHOT_HEALTH_WORKERS_MS',
    doc: 'How many milliseconds due runs may wait without any worker claiming a lane before the workers are reported as gone. Let it be longer than any script may take.',
    schema: integer(50, 86_400_000),
    default: 60_000,
  }),
  healthHoldMs: setting({
    env: 'UPSHOT_HEALTH_HOLD_MS',
    doc: 'For how many milliseconds a reported state holds before the next change of it is reported.',
    schema: integer(0, 86_400_000),
    default: 60_000,
  }),
  healthRetrySeconds: setting({
    env: 'UPSHOT_HEALTH_RETRY_SECONDS',
    doc: 'How long to wait before the second, third, … attempt to send a health notification, in seconds, comma separated.',
    schema: Type.String({ pattern: '^\\d+(\\.\\d+)?(,\\d+(\\.\\d+)?)*$' }),
    default: '5,30,120,600,1800,7200,21600',
  }),
  smtpUrl: setting({
    env: 'UPSHOT_SMTP_URL',
    doc: 'The mail server, as smtp://user:password@host:port, or smtps:// for TLS from the start. Without it there is no health.email.',
    schema: optionalText(),
    secret: true,
  }),
  mailFrom: setting({
    env: 'UPSHOT_MAIL_FROM',
    doc: 'The sender of a health.email that names none.',
    schema: text(),
    default: 'upshot@localhost',
  }),
  mailAdmins: setting({
    env: 'UPSHOT_MAIL_ADMINS',
    doc: 'The addresses that the recipient #admins stands for, comma separated.',
    schema: optionalText(),
  }),
  mailViewers: setting({
    env: 'UPSHOT_MAIL_VIEWERS',
    doc: 'The addresses that the recipient #viewers stands for, comma separated.',
    schema: optionalText(),
  }),
  slackUrl: setting({
    env: 'UPSHOT_SLACK_URL',
    doc: 'Where a health.slack posts to.',
    schema: text(),
    default: 'https://slack.com/api/chat.postMessage',
  }),
  pagerdutyUrl: setting({
    env: 'UPSHOT_PAGERDUTY_URL',
    doc: 'Where a health.pagerduty posts to.',
    schema: text(),
    default: 'https://events.pagerduty.com/v2/enqueue',
  }),
  egressAllow: setting({
    env: 'UPSHOT_EGRESS_ALLOW',
    doc: 'Private destinations that health notifications may reach: addresses, CIDRs or host names, each with an optional port.',
    schema: optionalText(),
  }),
  lingerMs: setting({
    env: 'UPSHOT_LINGER_MS',
    doc: 'For how many milliseconds, at most, a shutdown goes on serving clients that keep connections open, so that each learns from an answer that its connection ends.',
    schema: integer(0, 600_000),
    default: 5000,
  }),
  drainMs: setting({
    env: 'UPSHOT_DRAIN_MS',
    doc: 'How many milliseconds a shutdown waits for requests under way.',
    schema: integer(0, 600_000),
    default: 40_000,
  }),
});
