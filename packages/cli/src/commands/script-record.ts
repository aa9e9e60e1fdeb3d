import { Option } from 'commander';
import type { Recording } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { integerFrom, parseDate } from '../input/parse-option.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';

interface Options {
  readonly integration?: string;
  readonly count?: number;
  readonly until?: Date;
  readonly off?: true;
}

/** `script:record` */
export const scriptRecord = defineCommand<Options>({
  name: 'script:record',
  summary: 'Records the next runs of a script on the server',
  details:
    'Workers keep a cassette of each attempt, for seven days; script:run --run replays it. Without --count or --off ' +
    'it shows what is recorded.',
  options: [
    new Option('--integration <name>', 'the integration, by its name or its id'),
    new Option('--count <n>', 'how many attempts').argParser(integerFrom(1, 1000)),
    new Option('--until <time>', 'end then, whatever remains (default: in seven days)').argParser(parseDate),
    new Option('--off', 'end recording; what is kept stays').conflicts(['count', 'until']),
  ],
  async run(session, { options: { integration: name, count, until, off } }) {
    if (name === undefined) throw new Failure('--integration is required');
    if (until !== undefined && count === undefined) throw new Failure('--until takes --count, too');
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, name);
    const path = ['integrations', integration.id, 'recording'];
    const isChange = off === true || count !== undefined;
    const body = {
      count: count ?? 0,
      ...(until === undefined ? {} : { until }),
    };
    const recording = isChange
      ? await project.api.send<Recording>('PUT', path, body)
      : await project.api.get<Recording>(path);
    session.terminal.data(`${describe(integration.name, recording)}\n`);
  },
});

function describe(name: string, recording: Recording): string {
  const { is_recording: isRecording, remaining, count, until, kept, kept_bytes: bytes } = recording;
  const now = isRecording
    ? `${name}: ${remaining} of ${count} attempts are still to be recorded, until ${until ?? ''}`
    : `${name}: nothing is recorded`;
  return `${now}; ${kept} ${kept === 1 ? 'cassette' : 'cassettes'} of ${Math.ceil(bytes / 1024)} KB kept`;
}
