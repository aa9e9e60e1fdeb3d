import { unseal } from '@upshot/secrets/seal';
import { secretContext, type SecretField } from '../integrations/seal-secret.ts';
import type { Notice, NoticeTools } from './notice.ts';

/** Opens a secret of the notice's integration. Throws when none of the keys can. */
export function openSecret({ ring }: NoticeTools, { integration }: Notice, field: SecretField): string {
  return unseal(ring, integration[`${field}_sealed`] ?? '', secretContext(integration.id, field));
}
