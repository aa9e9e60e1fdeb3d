import { findCalled } from '@upshot/shared/integration';
import type { Integration } from '../api/entities.ts';
import type { ProjectApi } from '../choose-project.ts';
import { Failure } from '../failure.ts';
import { findById } from '../find-by-id.ts';
import type { Session } from '../session.ts';

/** How commands describe the argument that calls an integration. */
export const integrationArgument = 'the integration: its name, its id, or how its id begins';

/** Returns the integration with this id or name, or with an id that begins so, or else the one chosen from a list. */
export async function chooseIntegration(
  { prompts }: Session,
  project: ProjectApi,
  called: string | undefined,
): Promise<Integration> {
  if (called === undefined && !prompts.isInteractive)
    throw new Failure('The name or ID of an integration is required.');
  const integrations = await project.api.get<Integration[]>(['integrations']);
  if (called !== undefined) return findIntegration(integrations, called);
  if (integrations.length === 0) throw new Failure('No integrations found.');
  const choices = integrations.map(({ id, name, type }) => ({ value: id, name: `${name} (${type}, ${id})` }));
  const chosen = await prompts.choose('Enter a number to choose an integration:', choices);
  return findIntegration(integrations, chosen);
}

function findIntegration(integrations: readonly Integration[], called: string): Integration {
  return findCalled(integrations, called) ?? findById(integrations, called, 'Integration');
}
