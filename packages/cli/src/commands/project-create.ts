import { Option } from 'commander';
import type { Accepted, Project } from '../api/entities.ts';
import { defineCommand } from '../command.ts';
import { exitCodes, Failure } from '../failure.ts';
import { collect } from '../input/parse-option.ts';
import { setProperties } from '../input/set-properties.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';

interface Options extends EntityOptions {
  readonly title?: string;
  readonly set?: readonly string[];
}

/** `project:create` */
export const projectCreate = defineCommand<Options>({
  name: 'project:create',
  summary: 'Creates a project, or replaces what is known of it',
  arguments: { '[id]': 'the project (default: --project)' },
  options: [
    new Option('--title <title>', 'its title (default: its id)'),
    new Option('--set <key=value>', 'a further property; dots descend, the value is JSON or text').argParser(
      collect,
    ),
    ...entityOptions,
  ],
  async run({ api, project, terminal }, { args: [argument], options }) {
    const id = argument ?? project;
    if (id === undefined) throw new Failure('The id of the project is required.', exitCodes.project);
    const body = { title: options.title ?? id };
    setProperties(body, options.set ?? []);
    const { code, _embedded: embedded } = await api.send<Accepted<Project>>('PUT', ['projects', id], body);
    terminal.note(`${code === 201 ? 'Created' : 'Replaced'} project ${id}`, 'green');
    await printEntity(terminal, embedded?.entity ?? { id, ...body }, options);
  },
});
