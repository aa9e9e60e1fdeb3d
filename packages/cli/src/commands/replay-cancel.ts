import type { ReplayStatus } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../output/counted.ts';

/** `replay:cancel` */
export const replayCancel = defineCommand({
  name: 'replay:cancel',
  summary: 'Cancels the runs of a replay that wait for an attempt',
  details: 'None of them begins any more. Attempts under way go on.',
  arguments: { '<id>': 'the replay, as activity:replay and replay:list show it' },
  async run(session, { args: [id = ''] }) {
    const { api } = await chooseProject(session);
    const { cancelled, pending } = await api.send<ReplayStatus>('POST', ['replays', id, 'cancel']);
    const done = `Replay ${id}: ${counted(cancelled, 'run is', 'runs are')} cancelled`;
    const rest = `${counted(pending, 'run waits', 'runs wait')} for an attempt under way, and will not begin`;
    session.terminal.note(pending === 0 ? done : `${done}; ${rest}`, 'green');
  },
});
