import { ConditionFault, showFault } from './condition-fault.ts';
import { evaluateCondition } from './evaluate-condition.ts';
import type { Condition } from './nodes.ts';
import { parseCondition } from './parse-condition.ts';

export { MAX_CONDITION } from './parse-condition.ts';

/** What is wrong with the text of a condition: three lines, of which the last marks the place. */
export function findConditionFault(text: string): string | undefined {
  const condition = tryParse(text);
  return condition instanceof ConditionFault ? showFault(text, condition) : undefined;
}

/** What has a condition, such as an integration at one revision of its project. */
export interface Conditional {
  readonly condition: string | null;
}

/** Each owner's condition is read once, for as long as the owner is kept. */
const known = new WeakMap<Conditional, Condition | ConditionFault>();

/** Tells why one activity does not meet the condition of an owner; undefined when it does, or when there is none. */
export type FindRefusal = (owner: Conditional) => string | undefined;

/** Decides by an activity as it was posted. */
export function decideBy(readActivity: () => unknown): FindRefusal {
  return (owner) => findRefusal(owner, readActivity);
}

function findRefusal(owner: Conditional, readActivity: () => unknown): string | undefined {
  if (owner.condition === null) return undefined;
  const condition = known.get(owner) ?? tryParse(owner.condition);
  known.set(owner, condition);
  if (condition instanceof ConditionFault)
    return `this version cannot read the condition: ${condition.message}`;
  return evaluateCondition(condition, readActivity()).refusal?.why();
}

function tryParse(text: string): Condition | ConditionFault {
  try {
    return parseCondition(text);
  } catch (fault) {
    if (fault instanceof ConditionFault) return fault;
    throw fault;
  }
}
