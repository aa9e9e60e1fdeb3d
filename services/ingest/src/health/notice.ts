import type { OutboundClient } from '@upshot/outbound/outbound-client';
import type { Integration, Project } from '@upshot/ledger/tables';
import type { KeyRing } from '@upshot/secrets/seal';
import type { HealthChange } from './health-change.ts';
import type { MailSettings } from './read-mail-settings.ts';

/** A change of health that one health integration is to be told of. */
export interface Notice {
  /** The run under which the activity log has it; the same over all attempts. */
  readonly id: string;
  readonly change: HealthChange;
  readonly integration: Integration;
  readonly project: Project;
}

/** How an attempt to send a notice went. */
export interface Sent {
  readonly httpStatus?: number | undefined;
  /** Why it was not taken; undefined when it was. */
  readonly failure?: string | undefined;
  /** The receiver's `Retry-After` header. */
  readonly retryAfter?: string | undefined;
  /** Trying again is of no use. */
  readonly isGone?: boolean;
  /** What the log shows. */
  readonly lines: readonly string[];
}

/** What notices are sent with. */
export interface NoticeTools {
  readonly ring: KeyRing;
  readonly client: OutboundClient;
  readonly mail: MailSettings | undefined;
  readonly slackUrl: string;
  readonly pagerdutyUrl: string;
}
