import type { Api } from './api/api.ts';
import type { Project } from './api/entities.ts';
import { exitCodes, Failure } from './failure.ts';
import type { Session } from './session.ts';

/** One project's part of the REST interface. */
export interface ProjectApi {
  readonly id: string;
  readonly api: Api;
}

/** Returns the project to work on: the one named by option or environment, or else the one chosen from a list. */
export async function chooseProject(session: Session): Promise<ProjectApi> {
  const id = session.project ?? (await askProject(session));
  return { id, api: session.api.within('projects', id) };
}

async function askProject({ api, prompts }: Session): Promise<string> {
  if (!prompts.isInteractive) {
    throw new Failure('A project is required: use --project, or set UPSHOT_PROJECT.', exitCodes.project);
  }
  const projects = await api.get<Project[]>(['projects']);
  if (projects.length === 0) throw new Failure('No projects found.', exitCodes.project);
  const choices = projects.map(({ id, title }) => ({
    value: id,
    name: title === undefined ? id : `${id} (${title})`,
  }));
  return prompts.choose('Enter a number to choose a project:', choices);
}
