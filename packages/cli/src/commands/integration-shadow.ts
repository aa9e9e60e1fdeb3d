import { Option } from 'commander';
import type { Comparison } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { exitCodes, silentFailure } from '../failure.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { chooseComparison } from '../script-test/choose-comparison.ts';
import { describeCompared } from '../script-test/compare-on-server.ts';
import { failOnOption, isTooDifferent, type HistoryOptions } from '../script-test/history-options.ts';
import { renderComparison } from '../script-test/render-comparison.ts';

interface Options extends Pick<HistoryOptions, 'failOn'> {
  readonly cancel?: true;
}

/** `integration:shadow` */
export const integrationShadow = defineCommand<Options>({
  name: 'integration:shadow',
  summary: 'Shows what the last shadow of a script has found',
  details:
    'A shadow, which script:push --shadow begins, runs a source beside the current version on the activities that ' +
    'come. The exit code is 12 when a run that succeeded fails with it.',
  arguments: { '[id]': integrationArgument },
  options: [new Option('--cancel', 'end it'), failOnOption('when the exit code is 12')],
  async run(session, { args: [called], options }) {
    const project = await chooseProject(session);
    const { api } = project;
    const { id, name } = await chooseIntegration(session, project, called);
    const found = await chooseComparison(api, { id, name });
    const path = ['integrations', id, 'comparisons', found.id, 'cancel'];
    const shadow = options.cancel === true ? await api.send<Comparison>('POST', path) : found;
    const compared = shadow.runs.map(describeCompared);
    if (compared.length > 0) session.terminal.output(renderComparison(name, compared));
    session.terminal.note(stateOf(shadow));
    if (isTooDifferent(compared, options.failOn)) throw silentFailure(exitCodes.different);
  },
});

function stateOf({ id, status, done, total, promoted_version: version }: Comparison): string {
  const ended = status === 'waiting' || status === 'running' ? 'goes on' : `is ${status}`;
  const promoted = version === null ? '' : `; it is version ${version} now`;
  return `Shadow ${id} ${ended}: ${done} of ${total} runs compared${promoted}`;
}
