import { Option } from 'commander';
import { overrideActivity } from '../activities/override-activity.ts';
import { sampleActivity } from '../activities/sample-activity.ts';
import { sendAndReport, sendOptions, type SendOptions } from '../activities/send-and-report.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';

const TYPE = 'environment.redeploy';

type Options = SendOptions & { readonly environment: string; readonly wait: boolean };

/** `environment:redeploy` */
export const environmentRedeploy = defineCommand<Options>({
  name: 'environment:redeploy',
  summary: `Sends a sample ${TYPE} and waits for the runs of the integrations that answer it`,
  details:
    'For trying integrations out: nothing is deployed. The exit code is 1 when a run failed or was not finished ' +
    'in time.',
  options: [
    new Option('-e, --environment <id>', 'the environment it is of').default('main'),
    new Option('--wait', 'wait for the runs and print their output').default(true),
    new Option('-W, --no-wait', 'do not wait for them'),
    ...sendOptions,
  ],
  async run(session, { options }) {
    const project = await chooseProject(session);
    const sample = await sampleActivity({ api: session.api, project: project.id }, TYPE, {});
    const activity = overrideActivity(sample, { environment: [options.environment] });
    await sendAndReport(session.terminal, project.api, [activity], options);
  },
});
