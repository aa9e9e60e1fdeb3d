import { Type } from 'typebox';
import { accessSchema, makeAccess } from '../entities/access.ts';
import { domainSchema, makeDomain } from '../entities/domain.ts';
import { makeUpstream, routeSchema } from '../entities/route.ts';
import { makeVariable, variableSchema } from '../entities/variable.ts';
import { defineEventType } from '../event-type.ts';
import { anyObject } from '../schemas.ts';
import { person, place, sentence, strong, variableName } from '../sentence.ts';
import type { Scene } from '../world.ts';
import { byUserOn, deployed, ofUserOn, onEnvironment, quick } from './common.ts';

type Verb = 'created' | 'updated' | 'deleted';

/** Activities that change a variable, domain, route, version or access of an environment. */
export const environmentSettingsTypes = {
  'environment.variable.create': variableType(
    'created',
    'A variable was given to an environment; its value is shown unless it is sensitive.',
  ),
  'environment.variable.update': variableType('updated', 'A variable of an environment was changed.'),
  'environment.variable.delete': variableType('deleted', 'A variable was taken from an environment.'),
  'environment.domain.create': domainType('created', 'A domain was made to lead to an environment.'),
  'environment.domain.update': domainType(
    'updated',
    'A domain of an environment was changed, its certificate for example.',
  ),
  'environment.domain.delete': domainType('deleted', 'A domain no longer leads to an environment.'),
  'environment.route.create': routeType(
    'created',
    'A route was added through the API; the routes file makes no such activity.',
  ),
  'environment.route.update': routeType('updated', 'A route was changed through the API.'),
  'environment.route.delete': routeType('deleted', 'A route was removed through the API.'),
  'environment.version.create': versionType(
    'created',
    'A further version of an environment was made, to which a part of the visitors goes.',
  ),
  'environment.version.update': versionType(
    'updated',
    'A version of an environment was changed, its share of the visitors for example.',
  ),
  'environment.version.delete': versionType('deleted', 'A version of an environment was removed.'),
  'environment.access.add': accessType('added', 'A user was given access to an environment.'),
  'environment.access.remove': accessType('removed', 'A user lost access to an environment.'),
  'environment.certificate.renewal': defineEventType({
    title: 'Certificates renewed',
    description:
      'Certificates of an environment that were about to end were renewed, which deploys it again.',
    scope: 'environment',
    deploys: true,
    parameters: byUserOn,
    payload: ofUserOn,
    happen: (scene) => ({
      ...onEnvironment({ ...scene, user: scene.bot }),
      ...deployed(scene),
      sentence: sentence`${person(scene.bot)} renewed certificates of environment ${place(scene.environment)}`,
    }),
  }),
};

function variableType(verb: Verb, description: string) {
  return defineEventType({
    title: `Environment variable ${verb}`,
    description,
    scope: 'environment',
    deploys: true,
    parameters: byUserOn,
    payload: { ...ofUserOn, variable: variableSchema },
    happen(scene) {
      const variable = makeVariable(scene.random, scene.at);
      const { name } = variable;
      const [user, environment] = [person(scene.user), place(scene.environment)];
      return {
        ...changeOf(scene, { variable }),
        ...deployed(scene),
        sentence: sentence`${user} ${verb} variable ${variableName(name)} on environment ${environment}`,
      };
    },
  });
}

function domainType(verb: Verb, description: string) {
  return defineEventType({
    title: `Environment domain ${verb}`,
    description,
    scope: 'environment',
    deploys: true,
    parameters: byUserOn,
    payload: { ...ofUserOn, domain: domainSchema },
    happen(scene) {
      const domain = makeDomain(scene.random, scene.at);
      const [user, environment] = [person(scene.user), place(scene.environment)];
      return {
        ...changeOf(scene, { domain }),
        ...deployed(scene),
        sentence: sentence`${user} ${verb} domain ${strong(domain.name)} on environment ${environment}`,
      };
    },
  });
}

/** `payload.route.route` is the URL. */
function routeType(verb: Verb, description: string) {
  return defineEventType({
    title: `Route ${verb}`,
    description,
    scope: 'environment',
    deploys: true,
    parameters: byUserOn,
    payload: {
      ...ofUserOn,
      route: Type.Intersect([
        Type.Object({ route: Type.String({ description: 'Its URL.' }) }),
        Type.Partial(routeSchema),
      ]),
    },
    happen(scene) {
      const url = 'https://shop.{default}/';
      const route = { route: url, ...makeUpstream(url, url, scene.stack.apps[0]?.name ?? 'app', 0) };
      const [user, environment] = [person(scene.user), place(scene.environment)];
      return {
        ...changeOf(scene, { route }),
        ...deployed(scene),
        sentence: sentence`${user} ${verb} route ${strong(url)} on environment ${environment}`,
      };
    },
  });
}

function versionType(verb: Verb, description: string) {
  return defineEventType({
    title: `Environment version ${verb}`,
    description,
    scope: 'environment',
    parameters: byUserOn,
    payload: { ...ofUserOn, version: Type.Optional(anyObject) },
    happen(scene) {
      const version = {
        id: scene.random.id(),
        commit: scene.random.hex(40),
        locked: false,
        routing: { percentage: scene.random.integer(1, 100) },
      };
      const [user, environment] = [person(scene.user), place(scene.environment)];
      return {
        ...changeOf(scene, { version }),
        ...quick(scene.random, `Version ${version.id} ${verb}`),
        sentence: sentence`${user} ${verb} version ${strong(version.id)} of environment ${environment}`,
      };
    },
  });
}

function accessType(verb: 'added' | 'removed', description: string) {
  return defineEventType({
    title: `Environment access ${verb}`,
    description,
    deprecated: 'Access is given to types of environments now: see environment_type.access.*.',
    scope: 'environment',
    parameters: byUserOn,
    payload: { ...ofUserOn, access: accessSchema },
    happen(scene) {
      const access = makeAccess(scene.random, scene.at);
      const towards = verb === 'added' ? 'to' : 'from';
      const [user, environment] = [person(scene.user), place(scene.environment)];
      return {
        ...changeOf(scene, { access }),
        ...quick(scene.random, `Access of ${access.display_name} ${verb}`),
        sentence: sentence`${user} ${verb} ${strong(access.display_name)} ${towards} environment ${environment}`,
      };
    },
  });
}

/** Parameters and payload of a change of one thing. */
function changeOf<T extends object>(scene: Scene, thing: T) {
  const { parameters, payload } = onEnvironment(scene);
  return { parameters, payload: { ...payload, ...thing } };
}
