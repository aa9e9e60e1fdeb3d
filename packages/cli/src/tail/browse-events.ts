import { randomUUID } from 'node:crypto';
import { listVerdicts, verdictColumns } from '../activities/receipt-table.ts';
import type { Api } from '../api/api.ts';
import type { ExplainedReceipt } from '../api/entities.ts';
import { describeError } from '../describe-error.ts';
import { printTable } from '../output/print-table.ts';
import { hearKeys } from '../script/read-keys.ts';
import type { Terminal } from '../terminal.ts';
import type { EventRing, ShownEvent } from './event-ring.ts';

const HELP =
  'space: pause and go on · j, k: next, former · enter: details · e: explain · r: replay · o: address · q: quit';

interface Browsing {
  readonly terminal: Terminal;
  readonly api: Api;
  readonly ring: EventRing;
  readonly print: (shown: ShownEvent) => void;
}

/** Lets keys look at the events that have come. Gives what ends it; does nothing without a terminal. */
export function browseEvents(browsing: Browsing): () => void {
  const { terminal, ring } = browsing;
  let toReplay: ShownEvent | undefined;
  let acting = Promise.resolve();
  const act = (action: () => Promise<void> | void) => {
    acting = acting.then(action).catch((fault: unknown) => terminal.warn(describeError(fault), 'red'));
  };
  const stop = hearKeys((text) => {
    for (const key of text) {
      const confirmed = key === 'y' ? toReplay : undefined;
      toReplay = undefined;
      if (confirmed !== undefined) act(() => replay(browsing, confirmed));
      else if (key === 'q' || key === '\u0003') quit(stop);
      else if (key === ' ') act(() => togglePause(browsing));
      else if (key === 'j' || key === 'k') act(() => choose(browsing, key === 'j' ? 1 : -1));
      else if (key === '\r') act(() => showDetails(terminal, ring.current));
      else if (key === 'e') act(() => explain(browsing, ring.current));
      else if (key === 'o') act(() => showAddress(browsing, ring.current));
      else if (key === 'r') toReplay = askForReplay(terminal, ring.current);
      else if (key === '?') terminal.note(HELP, 'dim');
    }
  });
  if (process.stdin.isTTY) terminal.note(`${HELP} · ?: this`, 'dim');
  return stop;
}

/** As Ctrl-C does where no keys are heard. */
function quit(stop: () => void): void {
  stop();
  process.kill(process.pid, 'SIGINT');
}

function togglePause({ terminal, ring, print }: Browsing): void {
  if (!ring.isPaused) {
    ring.isPaused = true;
    return terminal.note('— paused: space goes on —', 'dim');
  }
  const { events, passed } = ring.resume();
  terminal.note(`— goes on: ${events.length} came meanwhile, ${passed} more were passed over —`, 'dim');
  for (const shown of events) print(shown);
}

function choose({ terminal, ring }: Browsing, step: number): void {
  const chosen = ring.choose(step);
  if (chosen === undefined) return terminal.note('Nothing has happened yet.', 'dim');
  terminal.note(`▸ ${chosen.place}  ${chosen.shown.text}`, 'bold');
}

function showDetails(terminal: Terminal, shown: ShownEvent | undefined): void {
  if (shown !== undefined) terminal.output(`${JSON.stringify(shown.event.data, undefined, 2)}\n`);
}

/** The activity that an event is about: of a run, the one that it answers. */
function activityOf({ event: { event, data } }: ShownEvent): string | undefined {
  const id = event === 'activity' ? data['id'] : event === 'run' ? data['activity'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

async function explain({ terminal, api }: Browsing, shown: ShownEvent | undefined): Promise<void> {
  const activity = shown && activityOf(shown);
  if (activity === undefined) return terminal.note('Only activities and runs can be explained.', 'dim');
  const receipts = await api.get<ExplainedReceipt[]>(['activities', activity, 'explain']);
  const columns = verdictColumns({ hasManyActivities: false, hasManyStates: receipts.length > 1 });
  const asTable = { format: 'table', header: true, dateFmt: 'c' } as const;
  await printTable(terminal, { columns, rows: listVerdicts(receipts) }, asTable);
}

function showAddress({ terminal, api }: Browsing, shown: ShownEvent | undefined): void {
  const id = shown?.event.data['id'];
  if (typeof id === 'string') terminal.note(`${api.server()}/console/go/${id}`);
}

function askForReplay(terminal: Terminal, shown: ShownEvent | undefined): ShownEvent | undefined {
  if (shown?.event.event !== 'run') {
    terminal.note('Only runs can be replayed.', 'dim');
    return undefined;
  }
  const { integration_name: integration, activity } = shown.event.data;
  terminal.note(`Replay the activity ${String(activity)} for ${String(integration)}? y, or any other key`);
  return shown;
}

async function replay({ terminal, api }: Browsing, { event: { data } }: ShownEvent): Promise<void> {
  const request = { activities: [data['activity']], integrations: [data['integration']] };
  const headers = { 'idempotency-key': randomUUID() };
  const made = await api.send<{ readonly replay: string }>('POST', ['replays'], request, { headers });
  terminal.note(`Replay ${made.replay} started`, 'green');
}
