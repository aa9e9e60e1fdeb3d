import { parentPort } from 'node:worker_threads';
import { schemaOf } from '@upshot/event-types/activity-schema';
import { eventTypeNames } from '@upshot/event-types/catalogue';
import { lintScript, type LintProblem } from '@upshot/trial/lint/lint-script';

/** What the thread is asked. */
export interface LintRequest {
  readonly source: string;
  readonly concurrency: number;
}

/** What the thread answers: the first problems, and how many there are. */
export interface LintAnswer {
  readonly problems: readonly LintProblem[];
  readonly total: number;
}

const MAX_PROBLEMS = 200;

const [anyType] = eventTypeNames;
const activityFields = anyType === undefined ? [] : Object.keys(schemaOf(anyType).properties);

parentPort?.on('message', ({ source, concurrency }: LintRequest) => {
  const problems = lintScript(source, { eventTypes: eventTypeNames, activityFields, concurrency });
  const answer: LintAnswer = { problems: problems.slice(0, MAX_PROBLEMS), total: problems.length };
  parentPort?.postMessage(answer);
});

// Loading the rules does not count as looking a script over.
parentPort?.postMessage('ready');
