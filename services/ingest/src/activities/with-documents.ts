import { readBodies, type BodyKey } from '@upshot/ledger/activities/bodies';
import type { Database } from '@upshot/ledger/connect';
import type { ActivityFacts } from '@upshot/shared/activity';
import type { FindRefusal } from '@upshot/shared/condition';
import { dependsOnCondition, type ActivityFilter } from '@upshot/shared/integration';
import { createConditionDecider } from './decide-conditions.ts';

/** A recorded activity with what `findSkipReason` asks for. */
export interface DocumentedActivity<A> {
  readonly activity: A;
  readonly findRefusal: FindRefusal;
}

/** Of how many activities, and of how many bytes, bodies are read at once: as much as is parsed in a moment. */
const MAX_ACTIVITIES = 1000;
const MAX_BYTES = 1024 * 1024;

/**
 * Recorded activities with their documents, in their order, some at a time. Bodies are read only where the condition
 * of one of the filters decides. An activity whose body has left meanwhile is left out.
 */
export async function* withDocuments<A extends ActivityFacts & BodyKey>(
  database: Database,
  project: string,
  activities: readonly A[],
  filters: readonly ActivityFilter[],
): AsyncGenerator<readonly DocumentedActivity<A>[]> {
  await using conditions = createConditionDecider();
  const conditional = filters.filter(({ condition }) => condition !== null);
  for (const batch of batchesOf(activities, (activity) =>
    conditional.some((filter) => dependsOnCondition(filter, activity)),
  )) {
    const bodies = await readBodies(database, [...batch.needed]);
    const documented: DocumentedActivity<A>[] = [];
    for (const activity of batch.activities) {
      const body = bodies.get(activity.seq);
      if (!batch.needed.has(activity)) documented.push({ activity, findRefusal: bodyWasNotRead });
      else if (body !== undefined) {
        const decided = { projectId: project, facts: activity, body };
        documented.push({ activity, findRefusal: await conditions.decide(decided, conditional) });
      }
    }
    yield documented;
  }
}

function bodyWasNotRead(): never {
  throw new Error('a condition asks for a body that was not read');
}

interface Batch<A> {
  readonly activities: A[];
  /** Those whose bodies are to be read. */
  readonly needed: Set<A>;
}

function* batchesOf<A extends BodyKey>(
  activities: readonly A[],
  isNeeded: (activity: A) => boolean,
): Generator<Batch<A>> {
  let batch: Batch<A> = { activities: [], needed: new Set() };
  let bytes = 0;
  for (const activity of activities) {
    const added = isNeeded(activity) ? activity.bytes : 0;
    const isFull = batch.activities.length === MAX_ACTIVITIES || (bytes > 0 && bytes + added > MAX_BYTES);
    if (isFull) {
      yield batch;
      batch = { activities: [], needed: new Set() };
      bytes = 0;
    }
    batch.activities.push(activity);
    if (added > 0) batch.needed.add(activity);
    bytes += added;
  }
  if (batch.activities.length > 0) yield batch;
}
