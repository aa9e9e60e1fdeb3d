import { filterOf, isHealthType, isIntegrationType } from '@upshot/integrations/registry';
import { decideBy } from '@upshot/shared/condition';
import { findSkipReason, isCalled } from '@upshot/shared/integration';
import type { Api } from '../api/api.ts';
import type { Activity, Integration } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import type { ReplayRequest } from './replay-request.ts';

const NOTHING = 'There is nothing to replay.';
const MAX_REASONS = 20;

/**
 * A Failure that says why each chosen integration does not answer each activity that the request names. What a type
 * answers is unknown where only a newer server knows the type. Health integrations are explained only when they are
 * chosen.
 */
export async function nothingToReplay(
  api: Api,
  { activities: ids = [], integrations: chosen, state }: ReplayRequest,
): Promise<Failure> {
  if (ids.length === 0) return new Failure(NOTHING);
  const isChosen = (integration: Integration) =>
    chosen === undefined
      ? !isHealthType(integration.type)
      : chosen.some((text) => isCalled(integration, text));
  const integrations = (await api.get<Integration[]>(['integrations'])).filter(
    (integration) => isChosen(integration) && isIntegrationType(integration.type),
  );
  const reasons: string[] = [];
  for (const id of ids.slice(0, MAX_REASONS)) {
    if (reasons.length >= MAX_REASONS) break;
    const activity = await api.get<Activity>(['activities', id]);
    reasons.push(...integrations.flatMap((integration) => explain(integration, activity, state)));
  }
  return new Failure([NOTHING, ...reasons.slice(0, MAX_REASONS)].join('\n'));
}

/** The reason for each state that was asked for, or else for the state that the activity is in. */
function explain(
  integration: Integration,
  activity: Activity,
  states?: readonly string[],
): readonly string[] {
  const { type, result, environments = [] } = activity;
  return (states ?? [activity.state]).flatMap((state) => {
    const facts = { type, state, result, environments } as Parameters<typeof findSkipReason>[1];
    const reason = findSkipReason(
      conditionsOf(integration),
      facts,
      decideBy(() => documentOf(activity, state)),
    );
    return reason === undefined
      ? []
      : [`${integration.name} does not answer ${activity.id}: ${reason.message}`];
  });
}

/** The activity as it was posted, but for its state. */
function documentOf({ _links, ...posted }: Activity, state: string): unknown {
  return JSON.parse(JSON.stringify({ ...posted, state }));
}

function conditionsOf(integration: Integration): Parameters<typeof findSkipReason>[0] {
  const { events = [], states = [], environments = [], excluded_environments = [] } = integration;
  const { condition: given, type, paused_at: at, paused_reason: reason = null } = integration;
  const result =
    integration.result === 'success' || integration.result === 'failure' ? integration.result : '*';
  const condition = typeof given === 'string' ? given : null;
  const chosen = { events, states, environments, excluded_environments, result, condition } as const;
  return { ...filterOf(type, chosen), pause: typeof at === 'string' ? { at, reason } : null };
}
