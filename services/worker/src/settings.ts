import { availableParallelism } from 'node:os';
import { commonSettings, secretKeySetting } from '@upshot/runtime/common-settings';
import { defineSettings, integer, optionalText, setting, text } from '@upshot/runtime/config';
import { urlOf } from '@upshot/runtime/setting-parsers';
import { parseEgressList } from '@upshot/outbound/egress-policy';
import { parseKeyRing } from '@upshot/secrets/seal';
import { parseRetrySchedule } from '@upshot/shared/retry-schedule';
import { parseMailbox, parseMailboxes } from '@upshot/integrations/health-email/mailbox';
import { isolations } from '@upshot/shared/isolation';
import { Type } from 'typebox';
import { parseSmtpUrl } from './executors/health/mail-settings.ts';
import { parseBarrierParts } from './kernel-barrier.ts';

/** Every setting of a worker. */
export const workerSettings = defineSettings({
  ...commonSettings,
  secretKey: secretKeySetting(parseKeyRing),
  lanes: setting({
    env: 'UPSHOT_LANES',
    doc: 'Number of lanes worked on at once. A project may hold three quarters of them.',
    schema: integer(1, 1000),
    default: 64,
  }),
  turnRuns: setting({
    env: 'UPSHOT_TURN_RUNS',
    doc: 'Maximum number of runs of a lane in one turn.',
    schema: integer(1, 1000),
    default: 50,
  }),
  turnMs: setting({
    env: 'UPSHOT_TURN_MS',
    doc: 'Maximum length of a turn of a lane, in milliseconds.',
    schema: integer(10, 600_000),
    default: 5000,
  }),
  relayMs: setting({
    env: 'UPSHOT_RELAY_MS',
    doc: 'How often, in milliseconds, the relay searches the ledger for due runs whose wake-up was lost.',
    schema: integer(50, 60_000),
    default: 1000,
  }),
  lockMs: setting({
    env: 'UPSHOT_LOCK_MS',
    doc: 'Time without a sign of life, in milliseconds, after which the lanes of a worker pass to other workers.',
    schema: integer(1000, 600_000),
    default: 8000,
  }),
  livenessMs: setting({
    env: 'UPSHOT_LIVENESS_MS',
    doc:
      'How long, in milliseconds, a worker may claim no lane while work is due before /livez fails. ' +
      'It should be more than twice as long as a script may take.',
    schema: integer(1000, 86_400_000),
    default: 120_000,
  }),
  maxInterruptions: setting({
    env: 'UPSHOT_MAX_INTERRUPTIONS',
    doc: 'Number of interrupted attempts (a slot or worker died) after which a run is quarantined.',
    schema: integer(1, 100),
    default: 3,
  }),
  drainMs: setting({
    env: 'UPSHOT_DRAIN_MS',
    doc: 'Maximum time, in milliseconds, that a shutdown waits for running attempts.',
    schema: integer(0, 600_000),
    default: 40_000,
  }),
  runningSlots: setting({
    env: 'UPSHOT_RUNNING_SLOTS',
    doc: 'How many scripts compute at once, plus one for a project without any. Scripts in a fetch do not count.',
    schema: integer(1, 1000),
    default: Math.ceil(availableParallelism() * 1.5),
  }),
  maxSlots: setting({
    env: 'UPSHOT_MAX_SLOTS',
    doc:
      'How many scripts run at once, including those waiting in a fetch; at least 14 MB each. ' +
      'One project gets at most three quarters of them.',
    schema: integer(1, 2000),
    default: 48,
  }),
  warmSlots: setting({
    env: 'UPSHOT_WARM_SLOTS',
    doc: 'Number of idle slots kept ready.',
    schema: integer(0, 200),
    default: Math.min(4, Math.ceil(availableParallelism() * 1.5)),
  }),
  ownSlots: setting({
    env: 'UPSHOT_OWN_SLOTS',
    doc:
      'Maximum number of slots reserved for one active integration each; its runs are cheaper there. ' +
      'Slots of scripts in a fetch do not count.',
    schema: integer(0, 1000),
    default: 16,
  }),
  slotScope: setting({
    env: 'UPSHOT_SLOT_SCOPE',
    doc: 'project: a slot runs scripts of one project from its first run to its end. integration: of one integration.',
    schema: Type.Enum(['project', 'integration']),
    default: 'project',
  }),
  isolation: setting({
    env: 'UPSHOT_ISOLATION',
    doc:
      'What runs of one integration may share. warm: a context with frozen built-ins, if the script can leave ' +
      'nothing in it. context: an isolate. isolate: nothing. An integration can ask for less.',
    schema: Type.Enum([...isolations]),
    default: 'warm',
  }),
  requireSandbox: setting({
    env: 'UPSHOT_REQUIRE_SANDBOX',
    doc: 'Parts of the kernel barrier without which a worker does not start: seccomp, landlock, comma separated.',
    schema: optionalText(),
    parse: parseBarrierParts,
  }),
  scriptWallMs: setting({
    env: 'UPSHOT_SCRIPT_WALL_MS',
    doc: 'Maximum wall-clock time of a script, in milliseconds.',
    schema: integer(10, 3_600_000),
    default: 30_000,
  }),
  scriptCpuMs: setting({
    env: 'UPSHOT_SCRIPT_CPU_MS',
    doc: 'Maximum CPU time of a script, in milliseconds.',
    schema: integer(10, 3_600_000),
    default: 5000,
  }),
  scriptMemoryMb: setting({
    env: 'UPSHOT_SCRIPT_MEMORY_MB',
    doc: 'Maximum memory of a script, in megabytes.',
    schema: integer(16, 2048),
    default: 128,
  }),
  scriptOutputBytes: setting({
    env: 'UPSHOT_SCRIPT_OUTPUT_BYTES',
    doc: 'Maximum output kept of a run, in bytes: its head and its tail. Each line counts 16 bytes besides its text.',
    schema: integer(1024, 16 * 1024 * 1024),
    default: 256 * 1024,
  }),
  scriptFetches: setting({
    env: 'UPSHOT_SCRIPT_FETCHES',
    doc: 'Maximum number of HTTP requests of a run.',
    schema: integer(0, 10_000),
    default: 50,
  }),
  trials: setting({
    env: 'UPSHOT_TRIALS',
    doc: 'How many trials and comparisons a worker runs at once, in slots that no run needs; 0: none.',
    schema: integer(0, 100),
    default: 2,
  }),
  egressAllow: setting({
    env: 'UPSHOT_EGRESS_ALLOW',
    doc: 'Destinations that are opened to scripts and webhooks: address, CIDR or host name, with optional port.',
    schema: Type.String(),
    default: '',
    parse: (text) => parseEgressList(text, 'allow'),
  }),
  egressDeny: setting({
    env: 'UPSHOT_EGRESS_DENY',
    doc: 'Destinations that scripts and webhooks may not reach, even if allowed: address, CIDR, host name or ":port".',
    schema: Type.String(),
    default: '',
    parse: (text) => parseEgressList(text, 'deny'),
  }),
  fetchMs: setting({
    env: 'UPSHOT_FETCH_MS',
    doc: 'Maximum duration of a fetch with its redirects, in milliseconds.',
    schema: integer(10, 600_000),
    default: 30_000,
  }),
  fetchBytes: setting({
    env: 'UPSHOT_FETCH_BYTES',
    doc: 'The largest decoded response to a fetch. At most 15 MiB: as text it may triple, and must fit into one frame.',
    schema: integer(1024, 15 * 1024 * 1024),
    default: 10 * 1024 * 1024,
  }),
  webhookMs: setting({
    env: 'UPSHOT_WEBHOOK_MS',
    doc: 'Maximum response time of the receiver of a webhook, in milliseconds.',
    schema: integer(10, 600_000),
    default: 15_000,
  }),
  webhookRetrySeconds: setting({
    env: 'UPSHOT_WEBHOOK_RETRY_SECONDS',
    doc: 'Delays before the second, third, … attempt of a webhook: seconds, comma separated.',
    schema: Type.String({ pattern: '^\\d+(\\.\\d+)?(,\\d+(\\.\\d+)?)*$' }),
    default: '5,30,120,600,1800,7200,21600',
    parse: parseRetrySchedule,
  }),
  pauseAfterHours: setting({
    env: 'UPSHOT_PAUSE_AFTER_HOURS',
    doc: 'Time, in hours, of only failed attempts after which a webhook is paused; 0 disables it.',
    schema: Type.Number({ minimum: 0, maximum: 8760 }),
    default: 120,
  }),
  retentionActivityDays: setting({
    env: 'UPSHOT_RETENTION_ACTIVITY_DAYS',
    doc: 'Days that activities are kept. An activity with a pending run is kept until the run has ended.',
    schema: integer(1, 36_500),
    default: 30,
  }),
  retentionSucceededDays: setting({
    env: 'UPSHOT_RETENTION_SUCCEEDED_DAYS',
    doc: 'Days that log entries of succeeded runs are kept.',
    schema: integer(1, 36_500),
    default: 30,
  }),
  retentionLogDays: setting({
    env: 'UPSHOT_RETENTION_LOG_DAYS',
    doc: 'Days that all other log entries are kept.',
    schema: integer(1, 36_500),
    default: 90,
  }),
  retentionMaxGb: setting({
    env: 'UPSHOT_RETENTION_MAX_GB',
    doc:
      'Gigabytes that activities and log may take. Beyond it, the oldest activities and entries of succeeded runs ' +
      'are removed early, never those of the last day. 0: no limit.',
    schema: Type.Number({ minimum: 0, maximum: 1_000_000 }),
    default: 0,
  }),
  retentionArchive: setting({
    env: 'UPSHOT_RETENTION_ARCHIVE',
    doc: 'Folder that rows are written to, as NDJSON.gz, before they are removed. Empty: they are not archived.',
    schema: optionalText(),
  }),
  smtpUrl: setting({
    env: 'UPSHOT_SMTP_URL',
    doc: 'The mail server for health.email: smtp://user:password@host:port, or smtps:// for implicit TLS.',
    schema: optionalText(),
    secret: true,
    parse: parseSmtpUrl,
  }),
  mailFrom: setting({
    env: 'UPSHOT_MAIL_FROM',
    doc: 'Sender of a health.email that names none.',
    schema: text(),
    default: 'upshot@localhost',
    parse: parseMailbox,
  }),
  mailAdmins: setting({
    env: 'UPSHOT_MAIL_ADMINS',
    doc: 'Addresses of the recipient #admins, comma separated.',
    schema: optionalText(),
    parse: parseMailboxes,
  }),
  mailViewers: setting({
    env: 'UPSHOT_MAIL_VIEWERS',
    doc: 'Addresses of the recipient #viewers, comma separated.',
    schema: optionalText(),
    parse: parseMailboxes,
  }),
  slackUrl: setting({
    env: 'UPSHOT_SLACK_URL',
    doc: 'URL that a health.slack posts to.',
    schema: text(),
    default: 'https://slack.com/api/chat.postMessage',
    parse: urlOf(['https:', 'http:'], 'https://host/path'),
  }),
  pagerdutyUrl: setting({
    env: 'UPSHOT_PAGERDUTY_URL',
    doc: 'URL that a health.pagerduty posts to.',
    schema: text(),
    default: 'https://events.pagerduty.com/v2/enqueue',
    parse: urlOf(['https:', 'http:'], 'https://host/path'),
  }),
});
