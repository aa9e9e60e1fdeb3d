import { Option } from 'commander';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';

interface Options {
  readonly recover?: true;
}

/** `integration:resume` */
export const integrationResume = defineCommand<Options>({
  name: 'integration:resume',
  summary: 'Resumes a paused integration',
  details:
    'Its pending runs continue. With --recover it also runs for all activities that were recorded while it was ' +
    'paused; if that fails, it stays paused.',
  arguments: { '[id]': 'the integration, or how its id begins' },
  options: [new Option('--recover', 'run for the activities that it missed')],
  async run(session, { args: [id], options: { recover = false } }) {
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, id);
    const path = ['integrations', integration.id, 'resume'];
    const { recovered } = await project.api.send<{ readonly recovered: number }>('POST', path, { recover });
    const made = recover ? `: ${recovered} ${recovered === 1 ? 'run' : 'runs'} for what it missed` : '';
    session.terminal.note(`Resumed integration ${integration.id}${made}`, 'green');
  },
});
