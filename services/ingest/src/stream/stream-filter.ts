import type { StreamEvent } from '@upshot/ledger/stream/read';
import { streamSources } from '@upshot/ledger/stream/cursor';
import { matchesGlob } from '@upshot/shared/glob';
import { Type, type Static } from 'typebox';
import { activityId } from '../activities/activity-schema.ts';
import { integrationId } from '../http/schemas.ts';
import { outcome } from '../runs/run-schema.ts';

const globs = (description: string) =>
  Type.Optional(Type.Array(Type.String({ maxLength: 255 }), { maxItems: 50, description }));

/** Which events are wanted. An event that lacks what a filter asks for is left out. */
export const streamFilterQuery = {
  event: Type.Optional(
    Type.Array(Type.Enum([...streamSources]), { description: 'Which kinds (all). May be repeated.' }),
  ),
  type: globs('Types of activities, as globs such as `environment.*`. May be repeated.'),
  environment: globs('Environments, as globs. May be repeated.'),
  integration: Type.Optional(integrationId),
  activity: Type.Optional(activityId),
  outcome: Type.Optional(Type.Array(outcome, { description: 'Outcomes of attempts. May be repeated.' })),
};

const querySchema = Type.Object(streamFilterQuery);

/**
 * Makes the test whether an event is wanted; `integration` is an id here. Of `reachable` integrations only theirs are:
 * no activity, which may concern others.
 */
export function createStreamFilter(
  query: Static<typeof querySchema>,
  reachable?: readonly string[],
): (event: StreamEvent) => boolean {
  const { event: sources, type, environment, integration, activity, outcome: outcomes } = query;
  return (event) => {
    const facts = factsOf(event);
    if (reachable !== undefined && !reachable.some((id) => id === facts.integration)) return false;
    return (
      (sources === undefined || sources.includes(event.source)) &&
      isAmong(type, facts.type === undefined ? [] : [facts.type]) &&
      isAmong(environment, facts.environments) &&
      (integration === undefined || facts.integration === integration) &&
      (activity === undefined || facts.activity === activity) &&
      (outcomes === undefined || outcomes.some((wanted) => wanted === facts.outcome))
    );
  };
}

function isAmong(patterns: readonly string[] | undefined, texts: readonly string[]): boolean {
  return (
    patterns === undefined || texts.some((text) => patterns.some((pattern) => matchesGlob(pattern, text)))
  );
}

interface Facts {
  readonly type?: string;
  readonly environments: readonly string[];
  readonly integration?: string;
  readonly activity?: string;
  readonly outcome?: string | null;
}

function factsOf(event: StreamEvent): Facts {
  if (event.source === 'integration') return { integration: event.integration.id, environments: [] };
  if (event.source === 'activity') {
    const { type, environments, id } = event.activity;
    return { type, environments, activity: id };
  }
  const { activity_type, environments, integration_id, activity_id, outcome: ended } = event.run;
  return {
    type: activity_type,
    environments: environments ?? [],
    integration: integration_id,
    activity: activity_id,
    outcome: ended,
  };
}
