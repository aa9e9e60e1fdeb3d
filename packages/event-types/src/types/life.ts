import { person, place, sentence } from '../sentence.ts';
import { plainEnvironmentType } from './common.ts';

/** Activities that deploy an environment, switch it off or change its size. */
export const lifeTypes = {
  'environment.activate': plainEnvironmentType({
    title: 'Environment activated',
    description: 'An inactive environment was given services and data, and deployed.',
    scope: 'development',
    deploys: true,
    says: ({ user, environment }) => sentence`${person(user)} activated environment ${place(environment)}`,
  }),
  'environment.deactivate': plainEnvironmentType({
    title: 'Environment deactivated',
    description: 'An environment lost its services and data; its code stays.',
    scope: 'development',
    says: ({ user, environment }) => sentence`${person(user)} deactivated environment ${place(environment)}`,
  }),
  'environment.deploy': plainEnvironmentType({
    title: 'Environment deployed',
    description: 'Changes that had waited for a manual deployment were deployed.',
    deploys: true,
    says: ({ user, environment }) => sentence`${person(user)} deployed environment ${place(environment)}`,
  }),
  'environment.redeploy': plainEnvironmentType({
    title: 'Environment redeployed',
    description: 'An environment was deployed again without a change of its code.',
    deploys: true,
    says: ({ user, environment }) => sentence`${person(user)} redeployed environment ${place(environment)}`,
  }),
  'environment.pause': plainEnvironmentType({
    title: 'Environment paused',
    description: 'An environment was stopped; it keeps its data and can be resumed.',
    scope: 'development',
    says: ({ user, environment }) => sentence`${person(user)} paused environment ${place(environment)}`,
  }),
  'environment.resume': plainEnvironmentType({
    title: 'Environment resumed',
    description: 'A paused environment was started again.',
    scope: 'development',
    deploys: true,
    says: ({ user, environment }) => sentence`${person(user)} resumed environment ${place(environment)}`,
  }),
  'environment.resources.update': plainEnvironmentType({
    title: 'Resources changed',
    description: 'CPU, memory, disk or the number of instances of an environment was changed.',
    deploys: true,
    says: ({ user, environment }) =>
      sentence`${person(user)} updated the resources of environment ${place(environment)}`,
  }),
  'environment.subscription.update': plainEnvironmentType({
    title: 'Environment resized by plan',
    description:
      'An environment was deployed again because the plan of its project changed; on fixed plans only.',
    deploys: true,
    says: ({ user, environment }) =>
      sentence`${person(user)} updated the subscription of environment ${place(environment)}`,
  }),
  'environment.update.http_access': plainEnvironmentType({
    title: 'HTTP access changed',
    description: 'Passwords or addresses that may visit an environment were changed.',
    deploys: true,
    says: ({ user, environment }) =>
      sentence`${person(user)} updated HTTP access of environment ${place(environment)}`,
  }),
  'environment.update.privileged_configuration': plainEnvironmentType({
    title: 'Privileged configuration changed',
    description: 'Configuration of an environment that only the platform’s staff may change was changed.',
    deploys: true,
    says: ({ user, environment }) =>
      sentence`${person(user)} updated privileged configuration of environment ${place(environment)}`,
  }),
  'environment.update.restrict_robots': plainEnvironmentType({
    title: 'Search engines allowed or kept out',
    description: 'Whether search engines may index an environment was changed.',
    deploys: true,
    says: ({ user, environment }) =>
      sentence`${person(user)} updated the blocking of robots on environment ${place(environment)}`,
  }),
  'environment.update.smtp': plainEnvironmentType({
    title: 'Outgoing mail switched',
    description: 'Whether an environment may send mail was changed.',
    deploys: true,
    says: ({ user, environment }) =>
      sentence`${person(user)} updated outgoing mail of environment ${place(environment)}`,
  }),
};
