import { Option } from 'commander';
import { getSample } from '../activities/sample-activity.ts';
import { defineCommand } from '../command.ts';

interface Options {
  readonly state?: string;
  readonly result?: string;
}

/** `activity:sample` */
export const activitySample = defineCommand<Options>({
  name: 'activity:sample',
  summary: 'Prints a whole activity of a type, such as a script gets',
  details:
    'To see what answers it: upshot activity:sample environment.push | upshot activity:send - --new-id',
  arguments: { '<type>': 'the activity type, such as environment.push' },
  options: [
    new Option('--state <state>', 'as it is in this state'),
    new Option('--result <result>', 'as it is with this result: success or failure'),
  ],
  async run(session, { args: [type = ''], options }) {
    const sample = await getSample(session, type, options);
    session.terminal.data(`${JSON.stringify(sample, undefined, 2)}\n`);
  },
});
