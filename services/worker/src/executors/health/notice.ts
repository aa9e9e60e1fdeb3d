import type { HealthType } from '@upshot/integrations/registry';
import type { OutboundClient } from '@upshot/outbound/outbound-client';
import type { HealthChange } from '@upshot/shared/health/change';
import type { WorkerEvents } from '../../events.ts';
import type { IntegrationOfType } from '../../model/integration.ts';
import type { MailSettings } from './mail-settings.ts';

/** A change of health that one health integration reports. */
export interface Notice<T extends HealthType> {
  /** The run; the same over all attempts. */
  readonly id: string;
  readonly change: HealthChange;
  /** What a receiver is sent of the change. */
  readonly event: unknown;
  readonly projectId: string;
  readonly integration: IntegrationOfType<T>;
  readonly signal: AbortSignal;
}

/** The result of one attempt to send a notice. */
export interface Sent {
  readonly httpStatus?: number | undefined;
  /** Why it was not accepted; undefined when it was. */
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
  readonly client: OutboundClient;
  readonly events: Pick<WorkerEvents, 'metrics'>;
  readonly mail: MailSettings | undefined;
  readonly slackUrl: string;
  readonly pagerdutyUrl: string;
}
