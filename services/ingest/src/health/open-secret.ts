import { unseal } from '@upshot/secrets/seal';
import { secretContext } from '@upshot/integrations/secret-context';
import type { Notice, NoticeTools } from './notice.ts';

/** Opens a secret of the notice's integration. Throws when none of the keys can. */
export function openSecret(
  { ring }: NoticeTools,
  { integration }: Notice,
  field: 'shared_key' | 'token' | 'routing_key',
): string {
  return unseal(ring, integration[`${field}_sealed`] ?? '', secretContext(integration.id, field));
}
