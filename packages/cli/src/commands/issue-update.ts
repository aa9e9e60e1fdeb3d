import { Option } from 'commander';
import type { Issue } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';

interface Options {
  readonly state: string;
}

/** `issue:update` */
export const issueUpdate = defineCommand<Options>({
  name: 'issue:update',
  summary: 'Acknowledges, resolves or reopens an issue',
  details: 'A resolved issue is open again when a run fails so afterwards.',
  arguments: { '<id>': 'the issue, as issue:list shows it' },
  options: [
    new Option('--state <state>', 'what it is from now on')
      .choices(['open', 'acknowledged', 'resolved'])
      .makeOptionMandatory(),
  ],
  async run(session, { args: [id = ''], options: { state } }) {
    const { api } = await chooseProject(session);
    const issue = await api.send<Issue>('PATCH', ['issues', id], { state });
    session.terminal.note(`Issue ${id} is ${issue.state}`, 'green');
  },
});
