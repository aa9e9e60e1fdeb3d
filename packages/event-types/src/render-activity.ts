import type { ActivityResult, ActivityState } from '@upshot/shared/activity';
import type { Activity } from './activity-schema.ts';
import { categoryOf, eventTypes, type EventTypeName } from './catalogue.ts';
import { makeDeployment, type Deployment } from './entities/deployment.ts';
import type { EventType, Story } from './event-type.ts';
import { toTimestamp } from '@upshot/shared/timestamp';
import type { Scene } from './world.ts';

/** One activity with its whole life ahead; {@link renderActivity} shows it in one state. */
export interface Life {
  readonly id: string;
  readonly name: EventTypeName;
  readonly scene: Scene;
  readonly story: Story;
  /** When it starts and ends, in milliseconds since 1970; it is created at the scene's time. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Of activities of an integration. */
  readonly integration: string;
  /** What runs afterwards, where the type deploys. */
  readonly deployment: Deployment | undefined;
}

/** Begins the life of an activity: it waits until `freeAt`, then takes as long as its story says. */
export function beginLife(name: EventTypeName, scene: Scene, freeAt = 0): Life {
  const { random, at } = scene;
  const type: EventType = eventTypes[name];
  const story = type.happen(scene);
  const startedAt = Math.max(at + random.integer(90, 400), freeAt) + random.integer(1, 999) / 1000;
  const endedAt = startedAt + executeSeconds(story) * 1000 + random.integer(100, 400);
  return {
    id: random.id(),
    name,
    scene,
    story,
    startedAt,
    endedAt,
    integration: random.id(),
    deployment: type.deploys === true ? makeDeployment(random, { ...scene, at: endedAt }) : undefined,
  };
}

/** How far an activity has come. */
export interface Stage {
  readonly state: ActivityState;
  /** Null until it has ended. */
  readonly result: ActivityResult | null;
}

/** Shows an activity in a state: deployment, log and result are there only in the end. */
export function renderActivity(life: Life, { state, result }: Stage): Activity {
  const { id, name, scene, story, integration } = life;
  const { keptDays = 365, isOfIntegration = false }: EventType = eventTypes[name];
  const hasStarted = state === 'in_progress' || state === 'complete' || state === 'cancelled';
  const isComplete = state === 'complete';
  return {
    id,
    _links: linksOf(life, state),
    created_at: toTimestamp(scene.at),
    updated_at: null,
    type: name,
    parameters: story.parameters as Activity['parameters'],
    project: scene.project.id,
    ...(isOfIntegration ? { integration } : {}),
    environments: environmentsOf(life),
    state,
    result,
    failure_reason: reasonOf(life, result),
    started_at: hasStarted ? toTimestamp(life.startedAt) : null,
    completed_at: isComplete ? toTimestamp(life.endedAt) : null,
    completion_percent: isComplete ? 100 : hasStarted ? 40 : 0,
    cancelled_at: state === 'cancelled' ? toTimestamp(life.endedAt) : null,
    timings: timingsOf(life, state),
    log: logOf(life, state, result),
    payload: {
      ...(story.payload as Activity['payload']),
      ...(isComplete && life.deployment !== undefined ? { deployment: life.deployment } : {}),
    },
    ...(isComplete ? { commands: commandsOf(life, result) } : {}),
    ...story.sentence,
    expires_at: toTimestamp(scene.at + keptDays * 24 * 3600 * 1000),
  };
}

function linksOf({ id, name, scene: { project } }: Life, state: ActivityState) {
  const path = `/api/projects/${project.id}/activities/${id}`;
  const isRestorable = name === 'environment.backup' && state === 'complete';
  const isCancellable = state === 'pending' || state === 'in_progress';
  return {
    self: { href: `https://${project.region}${path}` },
    log: { href: `${path}/log` },
    ...(isCancellable ? { '#cancel': { href: `${path}/cancel` } } : {}),
    ...(isRestorable ? { '#restore': { href: `${path}/restore` } } : {}),
  };
}

function environmentsOf({ name, scene: { environment } }: Life): string[] {
  return categoryOf(name) === 'environment' ? [environment.id] : [];
}

function reasonOf({ deployment }: Life, result: ActivityResult | null) {
  if (result !== 'failure') return null;
  return deployment === undefined ? 'error' : 'shell';
}

/** Nothing is known before the start; how long it waited and took, in the end. */
function timingsOf({ scene, startedAt, story }: Life, state: ActivityState): Record<string, number> {
  const waitedMs = startedAt - scene.at;
  const wait = waitedMs < 1000 ? 0 : Math.round(waitedMs) / 1000;
  if (state === 'in_progress' || state === 'cancelled') return { wait };
  if (state !== 'complete') return {};
  return { wait, ...story.steps, execute: executeSeconds(story) };
}

function executeSeconds({ steps = {}, seconds = 0 }: Story): number {
  const total = Object.values(steps).reduce((sum, step) => sum + step, seconds);
  return Math.round(total * 1000) / 1000;
}

function logOf({ story, deployment }: Life, state: ActivityState, result: ActivityResult | null) {
  if (state === 'cancelled') return 'Cancelled\n';
  if (state !== 'complete') return null;
  if (result === 'success') return story.log;
  const reason = deployment === undefined ? 'It could not be carried out' : 'A hook ended with exit code 1';
  return `${story.log.trimEnd()}\n\n  ${reason}\n`;
}

/** The commands that ran in the applications. The last one is what fails. */
function commandsOf({ scene, deployment }: Life, result: ActivityResult | null) {
  if (deployment === undefined) return [];
  return scene.stack.apps.map(({ name }, index, apps) => {
    const isFailing = result === 'failure' && index === apps.length - 1;
    return { app: name, type: 'deploy', exit_code: isFailing ? 1 : 0 };
  });
}
