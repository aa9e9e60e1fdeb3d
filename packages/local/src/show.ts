import { join } from 'node:path';
import type { Demo, DemoRun, PostedActivity } from './demo.ts';
import { projectDirectory } from './service.ts';
import { paint, say } from './terminal.ts';

type RunIdentity = Pick<DemoRun, 'integration' | 'integration_name'>;

/** What the last lines of a start need to know. */
export interface NextSteps {
  readonly url: string;
  /** Undefined where the console is switched off. */
  readonly consoleLink: string | undefined;
  readonly token: string;
  /** For analysts. */
  readonly readerUrl: string;
  readonly demo: Demo;
  readonly receiverUrl: string;
  readonly home: string;
}

/** Shows an activity and the log entry of each of its runs. */
export function showRuns(activity: PostedActivity, runs: readonly DemoRun[], demo: Demo): void {
  say();
  say(`${paint('bold', 'A push was posted')}  ${activity.text}  ${paint('dim', `activity ${activity.id}`)}`);
  const scriptFirst = runs.toSorted((one, other) => rank(one, demo) - rank(other, demo));
  for (const run of scriptFirst) {
    say();
    showRun(run, titleOf(run, demo));
  }
  say();
}

/** What a run is called. Integrations of the user can answer the push, too: by their name. */
export function titleOf({ integration, integration_name: name }: RunIdentity, demo: Demo): string {
  if (integration === demo.script) return 'script examples/count-pushes.js';
  return integration === demo.webhook ? 'webhook to the demo receiver' : `integration ${name}`;
}

/** Shows what to type next, ready to paste. */
export function showNextSteps(steps: NextSteps): void {
  const { url, token, readerUrl, demo, receiverUrl, home } = steps;
  showConsoleLink(steps);
  say(paint('bold', 'What next?  Paste this into another terminal, in this folder:'));
  say();
  type(`export PATH="${join(projectDirectory, 'packages/cli/bin')}:$PATH"`);
  type(`export UPSHOT_URL=${url} UPSHOT_PROJECT=demo \\`, `       UPSHOT_TOKEN=${token}`);
  type('upshot integrations');
  type('upshot activity:list');
  type(`upshot integration:activities ${demo.script}`);
  say(paint('dim', '  # Any other activity, as a script gets it, posted as if it had just happened:'));
  type('upshot activity:sample environment.backup | upshot activity:send - --new-id');
  say(
    paint(
      'dim',
      '  # Post an activity of your own (the same id and state again is recognised as a duplicate):',
    ),
  );
  type(
    `sed "s/a1kz6ffxui7em/push$(date +%s)/" examples/activities/environment.push.json |`,
    `  curl -sS $UPSHOT_URL/api/projects/demo/activities -H "Authorization: Bearer $UPSHOT_TOKEN" \\`,
    `       -H "Content-Type: application/json" --data-binary @-`,
  );
  say(paint('dim', '  # Ask the activity log anything:'));
  type('upshot log:query --saved latest');
  type(`psql "${readerUrl}" \\`, `  -c "${sampleQuery}"`);
  say(paint('dim', `  # Webhooks the demo received:  curl ${receiverUrl}`));
  say(paint('dim', `  # Data and logs:               ${home}`));
  say();
}

function showConsoleLink({ url, consoleLink }: NextSteps): void {
  if (consoleLink === undefined) return;
  say(`${paint('bold', 'Open the console:')}  ${paint('cyan', consoleLink)}`);
  say(paint('dim', `  Signs in once, within ten minutes. Later: ${url}/console/ with the token below.`));
  say();
}

const sampleQuery =
  'select ended_at, integration, outcome, duration_ms, output from v1.runs order by ended_at desc limit 10';

function rank(run: DemoRun, demo: Demo): number {
  return run.integration === demo.script ? 0 : 1;
}

function showRun(run: DemoRun, title: string): void {
  const good = run.outcome === 'succeeded';
  const mark = paint(good ? 'green' : 'red', good ? '✓' : '✗');
  const outcome = paint(good ? 'green' : 'red', run.outcome ?? run.state);
  const took = run.duration_ms === null ? '' : ` in ${Math.round(run.duration_ms)} ms`;
  say(`  ${mark} ${paint('bold', title)}  ${outcome}${took}, attempt ${run.attempt}`);
  say(`    ${paint('dim', `run ${run.id}  trace ${run.trace_id ?? 'none'}`)}`);
  for (const line of run.output.split('\n').filter(Boolean)) say(`    ${paint('cyan', '│')} ${line}`);
  if (run.error) say(`    ${paint('red', '│')} ${run.error.message}`);
}

function type(...lines: readonly string[]): void {
  for (const line of lines) say(`  ${paint('cyan', line)}`);
}
