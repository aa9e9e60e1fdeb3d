import { Option } from 'commander';
import type { Accepted, Integration } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { countMissed, type Missed } from '../integrations/count-missed.ts';
import { counted } from '../output/counted.ts';

type Resumed = Accepted<Integration> & { readonly recovered: number };

interface Options {
  readonly recover?: true;
}

/** `integration:resume` */
export const integrationResume = defineCommand<Options>({
  name: 'integration:resume',
  summary: 'Resumes a paused integration',
  details:
    'Its pending runs continue. With --recover it also runs for all activities that were recorded while it was ' +
    'paused; if that fails, it stays paused. Without it, the number of these activities is shown.',
  arguments: { '[id]': integrationArgument },
  options: [new Option('--recover', 'run for the activities that it missed')],
  async run(session, { args: [id], options: { recover = false } }) {
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, id);
    const path = ['integrations', integration.id, 'resume'];
    const answer = await project.api.send<Resumed>('POST', path, { recover });
    session.terminal.note(`Resumed integration ${integration.id}${described(recover, answer)}`, 'green');
    const { paused_at: from } = integration;
    const to = answer._embedded?.entity?.updated_at;
    if (recover || typeof from !== 'string' || typeof to !== 'string') return;
    const missed = await countMissed(project.api, integration.id, { from, to });
    if (missed === undefined || missed.count === 0) return;
    const command = `upshot activity:replay --integration ${integration.id} --from ${from} --to ${to}`;
    session.terminal.note(
      `It missed ${describeMissed(missed)} while it was paused. To run for them: ${command}`,
    );
  },
});

function described(recover: boolean, { recovered }: Resumed): string {
  return recover ? `: ${counted(recovered, 'run', 'runs')} for what it missed` : '';
}

function describeMissed({ count, isTruncated }: Missed): string {
  return `${isTruncated ? 'more than ' : ''}${counted(count, 'activity', 'activities')}`;
}
