import type { ReplayPlan } from './plan-replay.ts';
import type { DryRunAnswer, ReplayAnswer } from './replay-schema.ts';

const SAMPLE = 20;
const MAX_SHOWN = 1000;

/** Says what a replay would do. */
export function describeDryRun(plan: ReplayPlan): DryRunAnswer {
  const sample = plan.runs.slice(0, SAMPLE).map(({ activity, integration, previous }) => ({
    activity: activity.id,
    type: activity.type,
    state: activity.state,
    integration: integration.id,
    integration_name: integration.name,
    replay_of: previous?.id ?? null,
  }));
  return { ...countUp(plan), sample };
}

/** Says what a replay did. */
export function describeReplay(replay: string, plan: ReplayPlan): ReplayAnswer {
  const runs = plan.runs.slice(0, MAX_SHOWN).map(({ id, activity, integration, previous }) => ({
    run: id,
    activity: activity.id,
    state: activity.state,
    integration: integration.id,
    integration_name: integration.name,
    replay_of: previous?.id ?? null,
  }));
  return { replay, ...countUp(plan), runs };
}

function countUp({ runs, isTruncated }: ReplayPlan) {
  const activities = new Set(runs.map(({ activity }) => activity.seq)).size;
  return { count: { activities, runs: runs.length }, truncated: isTruncated };
}
