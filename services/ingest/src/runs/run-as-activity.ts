import { activityResults, type ActivityResult } from '@upshot/shared/activity';
import { definitionOf, integrationTypes, isIntegrationType } from '@upshot/integrations/registry';
import { Type } from 'typebox';
import type { Link } from '../http/paging/link.ts';
import { links, timestamp, timestampOrNull } from '../http/schemas.ts';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import { describeError } from './describe-run.ts';
import type { RunRow } from '@upshot/ledger/runs/run-row';

/** A run seen as the original shows it: an activity of its integration. */
export const runActivitySchema = Type.Object({
  id: Type.String({ description: 'The id of the run.' }),
  type: Type.Enum(integrationTypes.map((type) => `integration.${type}` as const)),
  state: Type.Enum(['pending', 'in_progress', 'complete', 'cancelled']),
  result: Type.Union([Type.Enum([...activityResults]), Type.Null()]),
  failure_reason: Type.Union([Type.String(), Type.Null()]),
  created_at: timestamp,
  updated_at: timestampOrNull,
  started_at: timestampOrNull,
  completed_at: timestampOrNull,
  cancelled_at: timestampOrNull,
  expires_at: timestampOrNull,
  timings: Type.Record(Type.String(), Type.Number()),
  description: Type.String(),
  text: Type.String(),
  environments: Type.Array(Type.String()),
  integration: Type.String(),
  integration_name: Type.String(),
  project: Type.String(),
  parameters: Type.Object({}, { additionalProperties: true }),
  payload: Type.Object({}, { additionalProperties: true }),
  completion_percent: Type.Integer(),
  log: Type.Union([Type.String(), Type.Null()]),
  _links: links,
});

/** Describes a run as an activity of type `integration.<type>`. */
export function describeRunAsActivity(run: RunRow, link: Link) {
  const href = link('projects', run.project_id, 'integrations', run.integration_id, 'activities', run.id);
  const state = stateOf(run);
  return {
    id: run.id,
    type: `integration.${run.integration_type}`,
    state,
    result: resultOf(run),
    failure_reason: resultOf(run) === 'failure' ? 'error' : null,
    created_at: toTimestamp(run.created_at),
    updated_at: toTimestampOrNull(run.logged_at),
    started_at: toTimestampOrNull(run.started_at),
    completed_at: state === 'complete' ? toTimestampOrNull(run.logged_at) : null,
    cancelled_at: state === 'cancelled' ? toTimestampOrNull(run.logged_at) : null,
    expires_at: null,
    timings: timingsOf(run),
    description: textOf(run),
    text: textOf(run),
    environments: [],
    integration: run.integration_id,
    integration_name: run.integration_name,
    project: run.project_id,
    parameters: {},
    payload: {
      activity: run.activity_id,
      attempt: run.attempt,
      outcome: run.outcome,
      error: describeError(run),
    },
    completion_percent: run.is_pending ? 0 : 100,
    log: run.is_pending ? null : (run.output ?? ''),
    _links: {
      self: { href },
      log: { href: `${href}/log` },
      ...(state === 'pending' ? { '#cancel': { href: `${href}/cancel` } } : {}),
    },
  };
}

function textOf({ integration_type: type }: RunRow): string {
  return isIntegrationType(type) ? definitionOf(type).runText : `Running ${type}`;
}

function stateOf({
  is_pending,
  is_begun,
  outcome,
}: RunRow): 'pending' | 'in_progress' | 'complete' | 'cancelled' {
  if (!is_pending) return outcome === 'cancelled' ? 'cancelled' : 'complete';
  return is_begun ? 'in_progress' : 'pending';
}

function resultOf({ is_pending, outcome }: RunRow): ActivityResult | null {
  if (is_pending) return null;
  return outcome === 'succeeded' ? 'success' : 'failure';
}

/** In seconds, as on Platform.sh. */
function timingsOf({ duration_ms }: RunRow): Record<string, number> {
  return duration_ms === null ? {} : { execute: Math.round(duration_ms) / 1000 };
}
