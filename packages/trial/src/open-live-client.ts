import { parseEgressPolicy } from '@upshot/outbound/egress-policy';
import { createOutboundClient, type OutboundClient } from '@upshot/outbound/outbound-client';
import { DocumentFault } from './document-fault.ts';

/** Opens the guarded client of a live trial; `allow` opens private destinations, as `UPSHOT_EGRESS_ALLOW` does. */
export function openLiveClient(allow: readonly string[]): OutboundClient {
  try {
    return createOutboundClient({ policy: parseEgressPolicy(allow.join(',')), userAgent: 'Upshot/0.1' });
  } catch (cause) {
    throw new DocumentFault(`Invalid --allow: ${(cause as Error).message}`, { cause });
  }
}
