import { seal, type KeyRing } from '@upshot/secrets/seal';

/** The secrets that an integration may have. */
export type SecretField = 'shared_key' | 'token' | 'routing_key';

/** What a sealed secret of an integration is bound to. */
export function secretContext(integrationId: string, field: SecretField): string {
  return `integration:${integrationId}:${field}`;
}

/** Seals a secret of an integration. */
export function sealSecret(ring: KeyRing, integrationId: string, field: SecretField, plain: string): string {
  return seal(ring, plain, secretContext(integrationId, field));
}
