import type { Api } from '../api/api.ts';
import type { Variable } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { Failure } from '../failure.ts';
import { findById } from '../find-by-id.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import type { Session } from '../session.ts';

/** The part of the REST interface that holds one integration's variables. */
export async function chooseVariablesApi(session: Session, integrationId: string | undefined): Promise<Api> {
  const project = await chooseProject(session);
  const { id } = await chooseIntegration(session, project, integrationId);
  return project.api.within('integrations', id, 'variables');
}

/** Returns the variable of this name or id, or with an id that begins so, or else the one chosen from a list. */
export async function chooseVariable(
  { prompts }: Session,
  api: Api,
  key: string | undefined,
): Promise<Variable> {
  if (key === undefined && !prompts.isInteractive) throw new Failure('The name of a variable is required.');
  const variables = await api.get<Variable[]>([]);
  if (variables.length === 0) throw new Failure('No variables found');
  const choices = variables.map(({ id, name }) => ({ value: id, name }));
  const wanted = key ?? (await prompts.choose('Enter a number to choose a variable:', choices));
  return variables.find(({ name }) => name === wanted) ?? findById(variables, wanted, 'Variable');
}
