import type { Project } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';

/** `project:get` */
export const projectGet = defineCommand<EntityOptions>({
  name: 'project:get',
  summary: 'Shows a project',
  arguments: { '[id]': 'the project (default: --project)' },
  options: entityOptions,
  async run(session, { args: [id], options }) {
    const { api } = await chooseProject({ ...session, project: id ?? session.project });
    await printEntity(session.terminal, await api.get<Project>([]), options);
  },
});
