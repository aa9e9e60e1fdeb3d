import { Type } from 'typebox';
import { commitSchema, makeCommits } from '../entities/commit.ts';
import { environmentSchema } from '../entities/environment.ts';
import { defineEventType } from '../event-type.ts';
import { commitSha, orNull } from '../schemas.ts';
import { person, place, sentence, strong } from '../sentence.ts';
import { builtAndDeployed, byUser, byUserOn, ofUser, ofUserOn, onEnvironment, quick } from './common.ts';

const NO_COMMIT = '0'.repeat(40);

/** Activities that change an environment's code. */
export const codeTypes = {
  'environment.push': defineEventType({
    title: 'Code pushed',
    description:
      'Commits were pushed with Git to an environment, which may be new; it was built and deployed.',
    scope: 'environment',
    deploys: true,
    parameters: { ...byUserOn, old_commit: orNull(commitSha), new_commit: orNull(commitSha) },
    payload: { ...ofUserOn, commits: Type.Array(commitSchema), commits_count: Type.Integer() },
    happen(scene) {
      const { random, user, environment, at } = scene;
      const parent = environment.head_commit ?? NO_COMMIT;
      const commits = makeCommits(random, { parent, count: random.integer(1, 6), author: user, at });
      const newHead = commits[0]?.sha ?? parent;
      const { parameters, payload } = onEnvironment(scene);
      const { steps, log } = builtAndDeployed(scene);
      return {
        parameters: { ...parameters, old_commit: parent, new_commit: newHead },
        payload: { ...payload, commits: [...commits], commits_count: commits.length },
        steps: { parse_commits: random.seconds(0.3, 1.5), ...steps },
        log: `Found ${commits.length} new ${commits.length === 1 ? 'commit' : 'commits'}\n\n${log}`,
        sentence: sentence`${person(user)} pushed to ${place(environment)}`,
        newHead,
      };
    },
  }),

  'environment.branch': defineEventType({
    title: 'Environment branched',
    description: 'An environment was made from another by command line, console or API; by Git it is a push.',
    scope: 'development',
    deploys: true,
    parameters: {
      ...byUser,
      parent: Type.Optional(Type.String()),
      environment: Type.Optional(Type.String()),
    },
    payload: { ...ofUser, parent: environmentSchema, outcome: environmentSchema },
    happen(scene) {
      const { user, environment: outcome, production: parent } = scene;
      return {
        parameters: { user: user.id, parent: parent.id, environment: outcome.id },
        payload: { user, parent, outcome },
        ...builtAndDeployed(scene),
        sentence: sentence`${person(user)} branched ${place(outcome)} from ${place(parent)}`,
      };
    },
  }),

  'environment.merge': defineEventType({
    title: 'Environment merged',
    description: 'An environment was merged into its parent by command line, console or API.',
    scope: 'production',
    deploys: true,
    parameters: { ...byUser, from: Type.String(), into: Type.String() },
    payload: { ...ofUserOn, outcome: environmentSchema },
    happen(scene) {
      const { random, user, environment, development: outcome } = scene;
      return {
        parameters: { user: user.id, from: outcome.id, into: environment.id },
        payload: { user, environment, outcome },
        ...builtAndDeployed(scene),
        sentence: sentence`${person(user)} merged ${place(outcome)} into ${place(environment)}`,
        newHead: random.hex(40),
      };
    },
  }),

  'environment.merge-pr': defineEventType({
    title: 'Pull request merged',
    description: 'A pull request was merged at the Git host that the project follows.',
    scope: 'production',
    deploys: true,
    parameters: { ...byUser, from: Type.Optional(Type.String()), into: Type.Optional(Type.String()) },
    payload: { ...ofUserOn, outcome: Type.Optional(environmentSchema) },
    happen(scene) {
      const { random, user, environment, development: outcome } = scene;
      return {
        parameters: { user: user.id, from: outcome.id, into: environment.id },
        payload: { user, environment, outcome },
        ...builtAndDeployed(scene),
        sentence: sentence`${person(user)} merged the pull request of ${place(outcome)} into ${place(environment)}`,
        newHead: random.hex(40),
      };
    },
  }),

  'environment.delete': defineEventType({
    title: 'Environment deleted',
    description: 'An environment’s code was removed through Git, and the environment with it.',
    scope: 'development',
    parameters: byUserOn,
    payload: ofUserOn,
    happen: (scene) => ({
      ...onEnvironment(scene),
      ...quick(scene.random, `Deleting environment ${scene.environment.id}`),
      sentence: sentence`${person(scene.user)} deleted environment ${place(scene.environment)}`,
    }),
  }),

  'environment.initialize': defineEventType({
    title: 'Environment initialized',
    description: 'The first code of a project was taken from a template.',
    scope: 'production',
    deploys: true,
    parameters: {
      ...byUserOn,
      profile: Type.Optional(Type.String()),
      repository: Type.Optional(Type.String()),
    },
    payload: { ...ofUser, outcome: environmentSchema, profile: Type.String() },
    happen(scene) {
      const { user, environment: outcome } = scene;
      const repository = 'https://git.example/templates/shop.git@main';
      return {
        parameters: { ...onEnvironment(scene).parameters, profile: 'Shop', repository },
        payload: { user, outcome, profile: 'Shop' },
        ...builtAndDeployed(scene),
        sentence: sentence`${person(user)} initialized environment ${place(outcome)} with profile ${strong('Shop')}`,
      };
    },
  }),

  'environment.source-operation': defineEventType({
    title: 'Source operation run',
    description: 'A command of the project changed its code, for example to update dependencies.',
    scope: 'environment',
    deploys: true,
    parameters: { ...byUserOn, operation: Type.Optional(Type.String()) },
    payload: { ...ofUserOn, operation: Type.Optional(Type.String()) },
    happen(scene) {
      const { parameters, payload } = onEnvironment(scene);
      const operation = 'update-dependencies';
      const environment = place(scene.environment);
      return {
        parameters: { ...parameters, operation },
        payload: { ...payload, operation },
        ...builtAndDeployed(scene),
        sentence: sentence`${person(scene.user)} ran source operation ${strong(operation)} on ${environment}`,
        newHead: scene.random.hex(40),
      };
    },
  }),
};
