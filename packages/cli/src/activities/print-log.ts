import { Option } from 'commander';
import type { Api } from '../api/api.ts';
import type { Activity } from '../api/entities.ts';
import { parseSeconds } from '../input/parse-option.ts';
import { formatDateText } from '../output/format-date.ts';
import type { Terminal } from '../terminal.ts';
import { describeActivity } from './columns.ts';
import { followLog } from './follow-log.ts';

export interface LogOptions {
  readonly timestamps?: true;
  readonly refresh: number;
  readonly follow?: true;
  readonly dateFmt: string;
  readonly raw?: true;
}

/** The options of every command that prints a log. */
export const logOptions: readonly Option[] = [
  new Option('--refresh <seconds>', 'how often to look for more while the activity is under way; 0: once')
    .argParser(parseSeconds)
    .default(3),
  new Option('-f, --follow', 'print each message as soon as it is there, until the log ends'),
  new Option('-t, --timestamps', 'begin each message with its time'),
  new Option('--raw', 'write control characters into a pipe or a file as they are'),
  new Option('--date-fmt <format>', 'how to print dates, in the letters of PHP').default('c'),
];

/** Prints an activity's log: a heading for people, then the messages as data, until the log ends. */
export async function printLog(
  terminal: Terminal,
  activityApi: Api,
  activity: Activity,
  options: LogOptions,
): Promise<void> {
  terminal.note(heading(activity, options.dateFmt));
  const write = (text: string) => (options.raw === true ? terminal.data(text) : terminal.output(text));
  let isAtLineStart = true;
  const following = { refreshSeconds: options.refresh, isStreaming: options.follow === true };
  for await (const { timestamp, message } of followLog(activityApi, following)) {
    const time = options.timestamps === true ? `[${formatDateText(timestamp, options.dateFmt)}] ` : '';
    write(`${time}${message}`);
    isAtLineStart = message.endsWith('\n');
  }
  if (!isAtLineStart) terminal.data('\n');
}

function heading(activity: Activity, dateFormat: string): string {
  return [
    `Activity ID: ${activity.id}`,
    `Type: ${activity.type}`,
    `Description: ${describeActivity(activity)}`,
    `Created: ${formatDateText(activity.created_at ?? '', dateFormat)}`,
    `State: ${activity.state.replaceAll('_', ' ')}`,
    'Log:',
  ].join('\n');
}
