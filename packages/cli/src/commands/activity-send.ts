import { Option } from 'commander';
import { overrideActivity, type Overrides } from '../activities/override-activity.ts';
import { readActivities } from '../activities/read-activities.ts';
import { sendAndReport, sendOptions, type SendOptions } from '../activities/send-and-report.ts';
import { takeOver } from '../activities/take-over.ts';
import { sampleActivity, type SampleSource } from '../activities/sample-activity.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { collect, collectList } from '../input/parse-option.ts';
import { readText } from '../input/read-text.ts';

type Options = SendOptions & Overrides & { readonly wait?: true; readonly integration?: string };

/** `activity:send` */
export const activitySend = defineCommand<Options>({
  name: 'activity:send',
  summary: 'Sends activities, and shows which integrations answer them',
  details:
    'Reads one JSON object, an array of them, or one a line. Without a file, --type sends a sample of that ' +
    'type, as activity:sample prints it, with a new id and new times. Without changes a file is sent byte for byte. ' +
    'Activities captured in another project are sent as of this one, when that is confirmed. ' +
    'With --integration no other integration answers; its filter counts, and is told of where it does not match. ' +
    'With --wait the exit code is 1 when a run failed or was not finished in time.',
  arguments: { '[file]': 'the file to read, - for standard input' },
  options: [
    new Option('-t, --type <type>', 'send it as this type'),
    new Option('-e, --environment <ids>', 'send it as of these environments').argParser(collectList),
    new Option('--state <state>', 'send it in this state'),
    new Option('--result <result>', 'send it with this result: success or failure'),
    new Option('--set <key=value>', 'change a property; dots descend, the value is JSON or text').argParser(
      collect,
    ),
    new Option('--new-id', 'send it under a new id, so that it is not taken for a repetition'),
    new Option('--integration <name>', 'only this integration may answer, by its name or its id'),
    new Option('--wait', 'wait for the runs and print their output'),
    ...sendOptions,
  ],
  async run(session, { args: [file], options }) {
    const { terminal } = session;
    const project = await chooseProject(session);
    const given = await readInput({ api: session.api, project: project.id }, file, options);
    const texts = await takeOver(session.prompts, project.id, given);
    await sendAndReport(terminal, project.api, texts, options);
  },
});

async function readInput(
  source: SampleSource,
  file: string | undefined,
  options: Options,
): Promise<string[]> {
  if (file === undefined && options.type !== undefined)
    return [overrideActivity(await sampleActivity(source, options.type, options), options)];
  if (file === undefined && process.stdin.isTTY)
    throw new Failure('A file is required: - stands for standard input.');
  const texts = readActivities(await readText(file ?? '-'));
  if (texts.length === 0) throw new Failure('There is no activity to send.');
  return texts.map((text) => overrideActivity(text, options));
}
