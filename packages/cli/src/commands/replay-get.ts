import type { ReplayStatus } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';

/** `replay:get` */
export const replayGet = defineCommand<EntityOptions>({
  name: 'replay:get',
  summary: 'Shows how far a replay has come',
  arguments: { '<id>': 'the replay, as activity:replay and replay:list show it' },
  options: entityOptions,
  async run(session, { args: [id = ''], options }) {
    const { api } = await chooseProject(session);
    await printEntity(session.terminal, await api.get<ReplayStatus>(['replays', id]), options);
  },
});
