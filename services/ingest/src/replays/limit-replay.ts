import { hookTypes } from '@upshot/integrations/registry';
import type { Database } from '@upshot/ledger/connect';
import { readIntegrations } from '@upshot/ledger/integrations/read';
import { findCalled } from '@upshot/shared/integration';
import { noIntegrations } from './no-integrations.ts';
import type { ReplayBody } from './replay-schema.ts';

/**
 * The same replay, of the integrations that the caller reaches. Throws the problem `integration_not_found` when it
 * names another one, or when none is left.
 */
export async function limitReplay(
  database: Database,
  project: string,
  body: ReplayBody,
  reachable: readonly string[] | undefined,
): Promise<ReplayBody> {
  if (reachable === undefined) return body;
  const known = await readIntegrations(database, project, hookTypes);
  const left = known.filter(({ id }) => reachable.includes(id));
  const unknown = (body.integrations ?? []).filter((text) => findCalled(left, text) === undefined);
  if (unknown.length > 0) throw noIntegrations(project, unknown);
  if (left.length === 0) throw noIntegrations(project, reachable);
  return { ...body, integrations: body.integrations ?? left.map(({ id }) => id) };
}
