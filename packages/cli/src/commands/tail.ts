import { outcomes } from '@upshot/shared/outcome';
import { Option } from 'commander';
import type { ServerEvent } from '../api/read-events.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { collectList } from '../input/parse-option.ts';
import { counted } from '../output/counted.ts';
import { browseEvents } from '../tail/browse-events.ts';
import { describeEvent } from '../tail/event-line.ts';
import { EventRing, type ShownEvent } from '../tail/event-ring.ts';
import { followProject, type Followed } from '../tail/follow-project.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly event?: readonly string[];
  readonly type?: readonly string[];
  readonly environment?: readonly string[];
  readonly integration?: string;
  readonly activity?: string;
  readonly outcome?: readonly string[];
  readonly grep?: string;
  readonly since?: string;
  readonly format: 'line' | 'json';
}

const styles = { good: 'green', bad: 'red', plain: undefined } as const;

/** `tail` */
export const tail = defineCommand<Options>({
  name: 'tail',
  summary: 'Follows a project: activities, the outcomes of runs, and changes of integrations',
  details:
    'Goes on until Ctrl-C. When the connection breaks it comes back, and prints what happened meanwhile: each event ' +
    'once. What is too much is passed over, and counted as a gap. Types and environments may hold wildcards (*). ' +
    'At a terminal, space pauses, j and k choose one of the last 1,000 events, enter shows it; ? lists the keys.',
  options: [
    new Option('--event <kinds>', 'only these: run, activity, integration').argParser(collectList),
    new Option('--type <types>', 'only activities of these types, and their runs').argParser(collectList),
    new Option('-e, --environment <ids>', 'only what concerns these environments').argParser(collectList),
    new Option('--integration <id>', 'only runs and changes of this integration'),
    new Option('--activity <id>', 'only this activity and its runs'),
    new Option('--outcome <outcomes>', `only attempts that ended so: ${outcomes.join(', ')}`).argParser(
      collectList,
    ),
    new Option('--grep <text>', 'only lines with this text, in any case'),
    new Option('--since <time>', 'begin so long ago (10m, 2h), at most 24 hours'),
    new Option('--format <format>', 'how to print: a line, or a JSON object a line')
      .choices(['line', 'json'])
      .default('line'),
  ],
  async run(session, { options }) {
    const { api } = await chooseProject(session);
    const { event, type, environment, integration, activity, outcome, since } = options;
    const query = { event, type, environment, integration, activity, outcome, since };
    const { terminal } = session;
    const ring = new EventRing();
    const print = (shown: ShownEvent) => printEvent(terminal, shown, options);
    const stop = mayBrowse(options) ? browseEvents({ terminal, api, ring, print }) : () => {};
    try {
      for await (const followed of followProject(api, query)) {
        const shown = followed.kind === 'event' ? showable(followed.event, options) : undefined;
        if (followed.kind !== 'event') terminal.note(describe(followed), 'dim');
        else if (shown !== undefined && ring.add(shown)) print(shown);
      }
    } finally {
      stop();
    }
  },
});

/** Keys are for people: both ends must be a terminal. */
function mayBrowse({ format }: Options): boolean {
  return format === 'line' && process.stdout.isTTY && process.stdin.isTTY;
}

function showable(event: ServerEvent, { format, grep }: Options): ShownEvent | undefined {
  if (event.event === 'heartbeat') return undefined;
  const { text, mood } = describeEvent(event);
  const shown = { event, text: format === 'json' ? JSON.stringify(event) : text, mood };
  const isWanted = grep === undefined || shown.text.toLowerCase().includes(grep.toLowerCase());
  return isWanted || event.event === 'gap' ? shown : undefined;
}

function printEvent(terminal: Terminal, { text, mood }: ShownEvent, { format }: Options): void {
  terminal.output(`${text}\n`, format === 'json' ? undefined : styles[mood]);
}

function describe(followed: Exclude<Followed, { kind: 'event' }>): string {
  if (followed.kind === 'lost') return `— connection lost (${followed.reason}); trying again —`;
  const { afterMs, caughtUp } = followed;
  return `— back after ${Math.round(afterMs / 1000)} s, ${counted(caughtUp, 'event', 'events')} caught up —`;
}
