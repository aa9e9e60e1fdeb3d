import { Option } from 'commander';
import type { Integration, Receipt } from '../api/entities.ts';
import { chooseProject, type ProjectApi } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { exitCodes, silentFailure } from '../failure.ts';
import { parseSeconds } from '../input/parse-option.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { rejectInvalid } from '../integrations/invalid-integration.ts';
import { printRuns, requireSuccess } from '../runs/report-runs.ts';
import { exitCodeOf } from '../script/exit-code.ts';
import { openAnswerer } from '../script/open-answerer.ts';
import { printTrial } from '../script/print-trial.ts';
import { readActivity } from '../script/read-activity.ts';
import { readVariablesOf } from '../script/read-past.ts';
import { readProject } from '../script/read-project.ts';
import { readVariables } from '../script/read-variables.ts';
import type { Terminal } from '../terminal.ts';

/** `integration:ping` */
export const integrationPing = defineCommand<{ readonly timeout: number }>({
  name: 'integration:ping',
  summary: 'Tries an integration out: a test delivery of a webhook, a dry run of a script',
  details:
    'A webhook gets one signed delivery of an activity of type integration.ping, whatever its filter says; it is not ' +
    'tried again, and the exit code is 1 when it failed. A script runs here on a sample of its first event, and ' +
    'nothing is sent: as script:run does.',
  arguments: { '[id]': integrationArgument },
  options: [
    new Option('--timeout <seconds>', 'how long to wait for a delivery').argParser(parseSeconds).default(60),
  ],
  async run(session, { args: [called], options: { timeout } }) {
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, called);
    if (integration.type === 'script') return await tryScript(session.terminal, project, integration);
    const receipt = await project.api
      .send<Receipt>('POST', ['integrations', integration.id, 'ping'])
      .catch(rejectInvalid(`The integration ${integration.name} cannot be tried out.`));
    const runs = receipt.matched.map(({ run }) => run);
    requireSuccess(runs, await printRuns(session.terminal, project.api, runs, timeout), timeout);
  },
});

/** What is sensitive cannot be read, and is `<name>`. */
async function tryScript(terminal: Terminal, { api }: ProjectApi, integration: Integration): Promise<void> {
  const { openTrialSandbox } = await import('@upshot/trial/trial-sandbox');
  const { runTrial } = await import('@upshot/trial/run-trial');
  const { isTypeScript } = await import('@upshot/trial/is-typescript');
  await using opened = await openAnswerer({});
  const { id, name, script: source = '', events = [] } = integration;
  const { isEventTypeName } = await import('@upshot/event-types/catalogue');
  const event = events.find(isEventTypeName);
  const activity = await readActivity(event === undefined ? {} : { sample: event }, source, undefined);
  const { text: variables, secrets } = await readVariables({}, await readVariablesOf(api, id));
  const sandbox = openTrialSandbox({});
  try {
    const finished = await runTrial(sandbox, {
      script: { file: `${name}.${isTypeScript(source) ? 'ts' : 'js'}`, source },
      activity: activity.text,
      activitySource: activity.source,
      project: await readProject(undefined, activity.text),
      variables,
      secrets,
      storage: new Map(),
      answerer: opened.answerer,
      limits: {},
    });
    printTrial(terminal, finished, source, {});
    const code = exitCodeOf(finished);
    if (code !== exitCodes.ok) throw silentFailure(code);
  } finally {
    await sandbox.close();
  }
}
