import { seal, type KeyRing } from '@upshot/shared/secrets/seal';
import { findSharedKeyFault } from '@upshot/shared/secrets/sign';
import { invalid } from '../http/validate.ts';

/** What the sealed key of an integration is bound to. */
export function sharedKeyContext(integrationId: string): string {
  return `integration:${integrationId}:shared_key`;
}

/** Seals the key that signs an integration's deliveries; null for none. Throws a problem when it cannot sign. */
export function sealSharedKey(ring: KeyRing, integrationId: string, key: string | null): string | null {
  if (key === null) return null;
  const fault = findSharedKeyFault(key);
  if (fault !== undefined) throw invalid([{ field: 'shared_key', message: fault }]);
  return seal(ring, key, sharedKeyContext(integrationId));
}
