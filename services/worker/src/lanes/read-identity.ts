import type { Database } from '@upshot/ledger/connect';
import { readIdentity, type IntegrationIdentity } from '@upshot/ledger/integrations/read-identity';

/** Knows the project and the type of each integration, which never change. */
export interface IdentityReader {
  /** Undefined when the integration is gone with its project. */
  read(integration: string): Promise<IntegrationIdentity | undefined>;
}

const MAX_KEPT = 10_000;

/** Creates the reader of one worker. */
export function createIdentityReader(database: Database): IdentityReader {
  const kept = new Map<string, IntegrationIdentity>();
  return {
    async read(integration) {
      const known = kept.get(integration);
      if (known !== undefined) return known;
      const identity = await readIdentity(database, integration);
      if (identity === undefined) return undefined;
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(integration, identity);
      return identity;
    },
  };
}
