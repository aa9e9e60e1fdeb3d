import { parentPort } from 'node:worker_threads';
import { decideBy } from '@upshot/shared/condition';

/** What the thread is asked: which of these conditions an activity does not meet, and why. */
export interface ConditionRequest {
  readonly body: string;
  readonly conditions: readonly string[];
}

/** For each condition in its order; undefined where the activity meets it. */
export type ConditionAnswer = readonly (string | undefined)[];

parentPort?.on('message', ({ body, conditions }: ConditionRequest) => {
  const activity: unknown = JSON.parse(body);
  const findRefusal = decideBy(() => activity);
  parentPort?.postMessage(conditions.map((condition) => findRefusal({ condition })));
});
