import type { KeyRing } from '@upshot/secrets/seal';
import { findSharedKeyFault } from '@upshot/shared/shared-key';
import { invalid } from '../http/validate.ts';
import { sealSecret } from './seal-secret.ts';

/** Seals the key that signs an integration's deliveries; null for none. Throws a problem when it cannot sign. */
export function sealSharedKey(ring: KeyRing, integrationId: string, key: string | null): string | null {
  if (key === null) return null;
  const fault = findSharedKeyFault(key);
  if (fault !== undefined) throw invalid([{ field: 'shared_key', message: fault }]);
  return sealSecret(ring, integrationId, 'shared_key', key);
}
