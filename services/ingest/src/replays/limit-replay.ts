import { hookTypes } from '@upshot/integrations/registry';
import type { Database } from '@upshot/ledger/connect';
import { readIntegrations } from '@upshot/ledger/integrations/read';
import { findCalled } from '@upshot/shared/integration';
import { noIntegrations } from './no-integrations.ts';
import type { ReplayBody } from './replay-schema.ts';

/**
 * The same replay, of the integrations that the caller reaches, by their ids: a name could be that of another one
 * among all of the project's. Throws the problem `integration_not_found` when it
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
  if (left.length === 0) throw noIntegrations(project, body.integrations ?? reachable);
  const called = body.integrations?.map((text) => [text, findCalled(left, text)?.id] as const);
  const unknown = called?.filter(([, id]) => id === undefined).map(([text]) => text) ?? [];
  if (unknown.length > 0) throw noIntegrations(project, unknown);
  const ids = called?.flatMap(([, id]) => (id === undefined ? [] : [id]));
  return { ...body, integrations: ids ?? left.map(({ id }) => id) };
}
