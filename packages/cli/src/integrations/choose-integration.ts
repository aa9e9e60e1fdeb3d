import type { Integration } from '../api/entities.ts';
import type { ProjectApi } from '../choose-project.ts';
import { Failure } from '../failure.ts';
import { findById } from '../find-by-id.ts';
import type { Session } from '../session.ts';

/** Returns the integration with this id, or with an id that begins so, or else the one chosen from a list. */
export async function chooseIntegration(
  { prompts }: Session,
  project: ProjectApi,
  id: string | undefined,
): Promise<Integration> {
  if (id === undefined && !prompts.isInteractive) throw new Failure('An integration ID is required.');
  const integrations = await project.api.get<Integration[]>(['integrations']);
  if (id !== undefined) return findById(integrations, id, 'Integration');
  if (integrations.length === 0) throw new Failure('No integrations found.');
  const choices = integrations.map(({ id: value, type }) => ({ value, name: `${value} (${type})` }));
  const chosen = await prompts.choose('Enter a number to choose an integration:', choices);
  return findById(integrations, chosen, 'Integration');
}
