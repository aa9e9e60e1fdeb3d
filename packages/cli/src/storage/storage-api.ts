import type { Api } from '../api/api.ts';
import { chooseProject } from '../choose-project.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import type { Session } from '../session.ts';

/** The part of the REST interface that holds what one integration stores. */
export async function chooseStorageApi(session: Session, integrationId: string | undefined): Promise<Api> {
  const project = await chooseProject(session);
  const { id } = await chooseIntegration(session, project, integrationId);
  return project.api.within('integrations', id, 'storage');
}

/** A key as the server names it: as JSON writes it, without its quotes. */
export function toStoredKey(key: string): string {
  return JSON.stringify(key).slice(1, -1);
}
