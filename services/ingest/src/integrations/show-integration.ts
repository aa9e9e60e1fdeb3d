import type { Database } from '@upshot/ledger/connect';
import { readRecentRuns } from '@upshot/ledger/integrations/recent-runs';
import type { Link } from '../http/paging/link.ts';
import { describeIntegration } from './describe-integration.ts';
import type { KnownIntegration } from './find-integration.ts';

/** Describes integrations with how their last runs ended. */
export async function showIntegrations(
  database: Database,
  link: Link,
  integrations: readonly KnownIntegration[],
) {
  const recent = await readRecentRuns(
    database,
    integrations.map(({ id }) => id),
  );
  return integrations.map((integration) =>
    describeIntegration(integration, link, recent.get(integration.id)),
  );
}

/** {@link showIntegrations} for one. */
export async function showIntegration(database: Database, link: Link, integration: KnownIntegration) {
  const recent = await readRecentRuns(database, [integration.id]);
  return describeIntegration(integration, link, recent.get(integration.id));
}
