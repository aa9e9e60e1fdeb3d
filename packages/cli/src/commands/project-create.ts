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
  readonly replace?: boolean;
}

/** `project:create` */
export const projectCreate = defineCommand<Options>({
  name: 'project:create',
  summary: 'Creates a project, or changes what is known of it',
  arguments: { '[id]': 'the project (default: --project)' },
  options: [
    new Option('--title <title>', 'its title (default: its id, or as it was)'),
    new Option('--set <key=value>', 'a further property; dots descend, the value is JSON or text').argParser(
      collect,
    ),
    new Option('--replace', 'remove every property that is not given here'),
    ...entityOptions,
  ],
  async run({ api, project, terminal }, { args: [argument], options }) {
    const id = argument ?? project;
    if (id === undefined) throw new Failure('The id of the project is required.', exitCodes.project);
    const body = options.title === undefined ? {} : { title: options.title };
    setProperties(body, options.set ?? []);
    const query = options.replace === true ? { replace: 'true' } : {};
    const answer = await api.send<Accepted<Project>>('PUT', ['projects', id], body, { query });
    const { code, _embedded: embedded } = answer;
    const done = options.replace === true ? 'Replaced' : 'Changed';
    terminal.note(`${code === 201 ? 'Created' : done} project ${id}`, 'green');
    await printEntity(terminal, embedded?.entity ?? { id, ...body }, options);
  },
});
