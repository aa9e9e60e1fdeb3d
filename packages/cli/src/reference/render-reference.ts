import type { Option } from 'commander';
import type { LoadedCommand } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { globalOptions } from '../settings.ts';

const exitCodeMeanings: { readonly [C in keyof typeof exitCodes]: string } = {
  ok: 'Done.',
  general: 'Nothing found, nothing confirmed, or anything that has no code of its own.',
  token: 'The token is missing or not valid.',
  integration: 'The integration is invalid.',
  connection: 'The server could not be reached.',
  permission: 'The token may not do this.',
  project: 'There is no such project, or none was named.',
  failed: 'A script on trial, or a run that was watched, failed.',
  exhausted: 'A script on trial, or a run that was watched, reached a limit other than time, or crashed.',
  different:
    'A test of a script did not give what was expected, two versions differ, or an apply would change something.',
  strict: 'In a strict trial a request had no answer, or a rule was not used.',
  syntax: 'A script has a mistake in its syntax, or an error that the linter finds.',
  timedOut: 'A script on trial, or a run that was watched, used up its wall-clock or processor time.',
  interrupted: 'Interrupted with Ctrl-C.',
};

/** Writes the manual of the command line, `docs/cli.md`, in the notation that the formatter leaves as it is. */
export function renderReference(commands: readonly LoadedCommand[]): string {
  return `${[introduction, settings(), exitCodeList(), '## Commands', ...commands.map(section)].join('\n\n')}\n`;
}

const introduction = `# The command line

<!-- Made by \`upshot reference\` from packages/cli/src/commands; change it there. -->

\`upshot\` speaks to a server over HTTP. Data goes to standard output; headings, hints, questions and progress go to
standard error, so a pipe gets data only. In the repository it is \`packages/cli/bin/upshot\`.

Ids may be shortened while they stay unique. Lists are separated by commas or spaces, and their option may be
repeated. The command asks for missing values only on a terminal.

Tables have the formats \`table\`, \`csv\`, \`tsv\`, \`plain\` (one line a row, cells separated by a tab), \`json\`
(the server's response, or the columns that \`--columns\` names) and \`ndjson\` (one JSON object a line).
\`--columns\` takes names in any case, \`*\` or \`%\` as wildcards, and \`+\` for the default columns: \`+type\` adds
one to them. Dates are ISO 8601 in the time zone of the machine. \`NO_COLOR\` turns colours off.

A \`table\` fits \`COLUMNS\`, or else the terminal (80 columns where its width is unknown). Ids are never wrapped.
Default columns that do not fit are left out: those of a run in the order duration, attempt, started, state, then any
others from the right; never the first. Columns that \`--columns\` names stay. Where they do not fit, or only the
first column would be left, each row is a block with a line for each column.`;

function settings(): string {
  const token =
    '- `UPSHOT_TOKEN`: the token. There is no option for it, because a list of processes would show it.';
  return ['## Options of every command', [...globalOptions.map(optionItem), token].join('\n')].join('\n\n');
}

function exitCodeList(): string {
  const items = Object.entries(exitCodeMeanings).map(([name, meaning]) => {
    return `- \`${exitCodes[name as keyof typeof exitCodes]}\`: ${meaning}`;
  });
  return ['## Exit codes', items.join('\n')].join('\n\n');
}

function section({ name, aliases, summary, details, arguments: named = {}, options = [] }: LoadedCommand) {
  const usage = ['upshot', name, ...Object.keys(named), options.length > 0 ? '[options]' : '']
    .join(' ')
    .trimEnd();
  const also = aliases.length === 0 ? '' : ` Also: ${aliases.map(code).join(', ')}.`;
  const items = [
    ...Object.entries(named).map(([argument, meaning]) => `- ${code(argument)}: ${meaning}`),
    ...options.filter(({ hidden }) => !hidden).map(optionItem),
  ];
  return [
    `### ${name}`,
    `\`\`\`sh\n${usage}\n\`\`\``,
    `${summary}.${also}`,
    escapeMarkdown(details ?? ''),
    items.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function optionItem({
  flags,
  description,
  defaultValue,
  defaultValueDescription,
  envVar,
  argChoices,
}: Option): string {
  const shown = (defaultValueDescription ?? defaultValue) as string | number | boolean | undefined;
  const remarks = [
    argChoices === undefined ? '' : `one of ${argChoices.map(code).join(', ')}`,
    shown === undefined || typeof shown === 'boolean' ? '' : `default: ${code(String(shown))}`,
    envVar === undefined ? '' : `environment: ${code(envVar)}`,
  ].filter((remark) => remark !== '');
  return `- ${code(flags)}: ${escapeMarkdown(description)}${remarks.length === 0 ? '' : ` (${remarks.join('; ')})`}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[*<>]/g, '\\$&');
}
