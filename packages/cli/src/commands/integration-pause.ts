import { Option } from 'commander';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';

interface Options {
  readonly reason?: string;
}

/** `integration:pause` */
export const integrationPause = defineCommand<Options>({
  name: 'integration:pause',
  summary: 'Pauses an integration',
  details:
    'It gets no new runs, and its pending runs wait. Resume it with integration:resume. No effect when it is paused.',
  arguments: { '[id]': integrationArgument },
  options: [new Option('--reason <text>', 'why, for people: receipts show it')],
  async run(session, { args: [id], options: { reason } }) {
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, id);
    await project.api.send('POST', ['integrations', integration.id, 'pause'], { reason });
    session.terminal.note(`Paused integration ${integration.id}`, 'green');
  },
});
