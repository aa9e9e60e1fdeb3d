import { createOutboundClient } from '@upshot/outbound/outbound-client';
import type { Database } from '@upshot/ledger/connect';
import { newId } from '@upshot/shared/id';
import type { Config } from '@upshot/runtime/config';
import { repeat } from '@upshot/runtime/repeat';
import type { KeyRing } from '@upshot/secrets/seal';
import { hostname } from 'node:os';
import type { IngestEvents } from '../events.ts';
import type { ingestSettings } from '../settings.ts';
import { settleWithin } from '@upshot/runtime/settle-within';
import { createDeliverer } from './deliver-notifications.ts';
import { look, type HealthLimits } from './look.ts';
import type { MailSettings } from './read-mail-settings.ts';

type HealthConfig = Config<typeof ingestSettings>;

interface Parts {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly mail: MailSettings | undefined;
  readonly events: IngestEvents;
}

/** How long a shutdown waits for notifications under way. What it does not wait for is sent again by another ingest. */
const CLOSE_MS = 5000;

/**
 * Looks after the health of the system every so often, and sends the notifications that are due. Every ingest does; the
 * ledger lets one of them act at a time.
 */
export function watchHealth(config: HealthConfig, { database, ring, mail, events }: Parts): AsyncDisposable {
  const client = createOutboundClient({
    policy: config.egressAllow,
    userAgent: 'Upshot/0.1',
  });
  const deliverer = createDeliverer({
    database,
    events,
    ring,
    client,
    mail,
    slackUrl: config.slackUrl,
    pagerdutyUrl: config.pagerdutyUrl,
    schedule: config.healthRetrySeconds,
    sender: `ingest.${hostname()}.${process.pid}.${newId().slice(0, 5)}`,
  });
  const limits = limitsOf(config);
  const loop = repeat(async () => {
    try {
      const changes = await look(database, limits);
      if (changes > 0) events.healthChanged(changes);
      await deliverer.begin();
    } catch (fault) {
      events.healthFault(fault);
    }
  }, config.healthMs);
  return {
    async [Symbol.asyncDispose]() {
      const idle = async () => {
        await loop[Symbol.asyncDispose]();
        await deliverer.idle();
      };
      await settleWithin(CLOSE_MS, idle());
      await settleWithin(CLOSE_MS, client.close());
    },
  };
}

function limitsOf(config: HealthConfig): HealthLimits {
  return {
    everyMs: config.healthMs,
    failures: config.healthFailures,
    behindMs: config.healthBehindMs,
    workersMs: config.healthWorkersMs,
    holdMs: config.healthHoldMs,
  };
}
