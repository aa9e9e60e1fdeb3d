import { setImmediate as nextTurn } from 'node:timers/promises';
import { decideBy, type FindRefusal } from '@upshot/shared/condition';
import type { ActivityFacts } from '@upshot/shared/activity';
import { dependsOnCondition, type ActivityFilter } from '@upshot/shared/integration';
import { isHeavyText } from '../http/body/heavy-json.ts';
import { createTenantThread } from '../http/body/tenant-thread.ts';
import type { ConditionAnswer, ConditionRequest } from './condition-thread.ts';

/** An activity whose conditions are decided. */
interface DecidedActivity {
  readonly projectId: string;
  readonly facts: ActivityFacts;
  readonly body: string;
}

/** Decides conditions. Bodies with very many values are parsed in a thread, so that the event loop turns meanwhile. */
export interface ConditionDecider extends AsyncDisposable {
  /**
   * Decides the conditions of these integrations. What was decided of a heavy body is kept for as long as the activity:
   * asked again, only other conditions are decided.
   */
  decide(activity: DecidedActivity, filters: readonly ActivityFilter[]): Promise<FindRefusal>;
  /** Whether the event loop has been kept for long enough; then `nextTurn` gives it back. */
  isTurnOver(): boolean;
  nextTurn(): Promise<void>;
}

/** For how long conditions are decided before the event loop turns. */
const TURN_MS = 5;

type Refusals = Map<string, string | undefined>;

/** Creates a decider. Its thread starts with the first heavy body that a condition asks for. */
export function createConditionDecider(): ConditionDecider {
  const file = new URL('./condition-thread.ts', import.meta.url);
  const thread = createTenantThread<ConditionRequest, ConditionAnswer>(file);
  let turnEndsAt = 0;
  const decided = new WeakMap<DecidedActivity, Refusals>();
  return {
    async decide(activity, filters) {
      const { body, projectId } = activity;
      if (!isHeavyText(body)) return decideBy(readOnce(body));
      const refusals = decided.get(activity) ?? new Map<string, string | undefined>();
      decided.set(activity, refusals);
      const conditions = conditionsOf(activity, filters).filter((condition) => !refusals.has(condition));
      if (conditions.length > 0) {
        const answer = await thread.ask(projectId, { body, conditions });
        for (const [index, condition] of conditions.entries()) refusals.set(condition, answer[index]);
      }
      return ({ condition }) => (condition === null ? undefined : refusals.get(condition));
    },
    isTurnOver: () => performance.now() > turnEndsAt,
    async nextTurn() {
      await nextTurn();
      turnEndsAt = performance.now() + TURN_MS;
    },
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  };
}

/** Parses a body where it is first asked for: most integrations need only what is known of the activity already. */
function readOnce(body: string): () => unknown {
  let read: { readonly document: unknown } | undefined;
  return () => (read ??= { document: JSON.parse(body) as unknown }).document;
}

function conditionsOf({ facts }: DecidedActivity, filters: readonly ActivityFilter[]): readonly string[] {
  const asked = filters.filter((filter) => dependsOnCondition(filter, facts));
  return [...new Set(asked.flatMap(({ condition }) => condition ?? []))];
}
