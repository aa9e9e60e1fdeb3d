import { Type } from 'typebox';
import { environmentSchema } from '../entities/environment.ts';
import { userSchema } from '../entities/user.ts';
import { defineEventType, type EventType, type Steps, type Story } from '../event-type.ts';
import { buildLog, deployLog } from '../log.ts';
import type { Random } from '../random.ts';
import type { Sentence } from '../sentence.ts';
import type { Scene, Scope } from '../world.ts';

/** The `parameters` of nearly every activity of a project. */
export const byUser = { user: Type.String({ description: 'Who did it: the id of the user.' }) };

/** The `parameters` of nearly every activity of an environment. */
export const byUserOn = {
  ...byUser,
  environment: Type.String({ description: 'The id of the environment.' }),
};

/** The `payload` of nearly every activity of a project. */
export const ofUser = { user: userSchema };

/** The `payload` of nearly every activity of an environment. */
export const ofUserOn = { ...ofUser, environment: environmentSchema };

/** What fills {@link byUserOn} and {@link ofUserOn}. */
export function onEnvironment({ user, environment }: Scene) {
  return {
    parameters: { user: user.id, environment: environment.id },
    payload: { user, environment },
  };
}

/** What fills {@link byUser} and {@link ofUser}. */
export function onProject({ user }: Scene) {
  return { parameters: { user: user.id }, payload: { user } };
}

/** How long a deployment takes, and its log. */
export function deployed({ random, environment, stack }: Scene): { steps: Steps; log: string } {
  const steps = { build: random.seconds(0.4, 1), deploy: random.seconds(20, 70) };
  return { steps, log: deployLog(environment, stack) };
}

/** How long building and deploying takes, and its log. */
export function builtAndDeployed({ random, environment, stack }: Scene): { steps: Steps; log: string } {
  const log = `${buildLog(random, stack)}\n${deployLog(environment, stack)}`;
  return { steps: { build: random.seconds(15, 120), deploy: random.seconds(20, 70) }, log };
}

/** How long something small takes, and its one line of log. */
export function quick(random: Random, log: string): Pick<Story, 'seconds' | 'log'> {
  return { seconds: random.seconds(0.2, 6), log: `${log}\n` };
}

/** A type that says no more than who did it and where. */
interface Plain extends Pick<EventType, 'title' | 'description' | 'deploys'> {
  readonly scope?: Scope;
  readonly says: (scene: Scene) => Sentence;
}

/** Defines a type whose payload is user and environment, and the deployment where it deploys. */
export function plainEnvironmentType({ says, scope = 'environment', ...about }: Plain): EventType {
  return defineEventType({
    ...about,
    scope,
    parameters: byUserOn,
    payload: ofUserOn,
    happen: (scene) => ({
      ...onEnvironment(scene),
      ...(about.deploys === true ? deployed(scene) : quick(scene.random, `${about.title}.`)),
      sentence: says(scene),
    }),
  });
}
