import { isAllSame, notePromotion } from '@upshot/ledger/comparisons/shadow';
import type { HeldComparison } from '@upshot/ledger/comparisons/work';
import type { Database } from '@upshot/ledger/connect';
import { addScriptVersion } from '@upshot/ledger/script-versions/add';

/**
 * Makes the source of a shadow the current version where that was asked for, all its runs were the same, and the
 * current version is still the one that it was compared with.
 */
export async function promoteShadow(database: Database, shadow: HeldComparison): Promise<void> {
  const { id, integration_id, source, message, created_by, base_version, promotes_if_same } = shadow;
  if (!promotes_if_same || !(await isAllSame(database, id))) return;
  const made = { source, message, created_by, origin: 'api', rollback_of: null } as const;
  const ifVersion = base_version ?? undefined;
  const added = await addScriptVersion(database, integration_id, { ...made, ifVersion });
  if (added?.kind === 'added') await notePromotion(database, id, added.version);
}
