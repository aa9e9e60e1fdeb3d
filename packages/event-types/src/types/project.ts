import { Type } from 'typebox';
import { domainSchema, makeDomain } from '../entities/domain.ts';
import { projectSchema } from '../entities/project.ts';
import { makeVariable, variableSchema } from '../entities/variable.ts';
import { defineEventType } from '../event-type.ts';
import { anyObject } from '../schemas.ts';
import { person, sentence, strong, variableName } from '../sentence.ts';
import { byUser, ofUser, onProject, quick } from './common.ts';

type Verb = 'created' | 'updated' | 'deleted';

/** Activities of a project as a whole: their `environments` are empty. */
export const projectTypes = {
  'project.create': defineEventType({
    title: 'Project created',
    description: 'A project was created. No integration exists before it, so none ever sees this.',
    scope: 'project',
    parameters: byUser,
    payload: { ...ofUser, outcome: projectSchema },
    happen: ({ random, user, project }) => ({
      parameters: { user: user.id },
      payload: { user, outcome: project },
      ...quick(random, 'Creating project'),
      sentence: sentence`${person(user)} created project ${strong(project.title)}`,
    }),
  }),

  'project.modify.title': defineEventType({
    title: 'Project renamed',
    description: 'The title of a project was changed.',
    scope: 'project',
    parameters: byUser,
    payload: { ...ofUser, new_title: Type.String() },
    happen: ({ random, user, project }) => ({
      parameters: { user: user.id },
      payload: { user, new_title: `${project.title} ✨` },
      ...quick(random, 'Title changed'),
      sentence: sentence`${person(user)} changed the title of the project to ${strong(`${project.title} ✨`)}`,
    }),
  }),

  'project.clear_build_cache': defineEventType({
    title: 'Build cache cleared',
    description: 'What builds keep for the next build was removed.',
    scope: 'project',
    parameters: byUser,
    payload: ofUser,
    happen: (scene) => ({
      ...onProject(scene),
      ...quick(scene.random, 'Clearing the build cache'),
      sentence: sentence`${person(scene.user)} cleared the build cache`,
    }),
  }),

  'project.metrics.enable': metricsType('enabled', 'Sending metrics of a project was switched on.'),
  'project.metrics.update': metricsType('updated', 'Where or how metrics of a project are sent was changed.'),
  'project.metrics.disable': metricsType('disabled', 'Sending metrics of a project was switched off.'),
  'project.variable.create': variableType(
    'created',
    'A variable was given to a project; its value is shown unless it is sensitive.',
  ),
  'project.variable.update': variableType('updated', 'A variable of a project was changed.'),
  'project.variable.delete': variableType('deleted', 'A variable was taken from a project.'),
  'project.domain.create': domainType('created', 'A domain was made to lead to a project.'),
  'project.domain.update': domainType('updated', 'A domain of a project was changed.'),
  'project.domain.delete': domainType('deleted', 'A domain no longer leads to a project.'),
};

function metricsType(verb: 'enabled' | 'updated' | 'disabled', description: string) {
  return defineEventType({
    title: `Metrics ${verb}`,
    description,
    scope: 'project',
    parameters: byUser,
    payload: { ...ofUser, metrics: Type.Optional(anyObject) },
    happen: ({ random, user }) => ({
      parameters: { user: user.id },
      payload: { user, metrics: { enabled: verb !== 'disabled' } },
      ...quick(random, `Metrics ${verb}`),
      sentence: sentence`${person(user)} ${verb} metrics`,
    }),
  });
}

function variableType(verb: Verb, description: string) {
  return defineEventType({
    title: `Project variable ${verb}`,
    description,
    scope: 'project',
    parameters: byUser,
    payload: { ...ofUser, variable: variableSchema },
    happen({ random, user, at }) {
      const variable = makeVariable(random, at);
      return {
        parameters: { user: user.id },
        payload: { user, variable },
        ...quick(random, `Variable ${variable.name} ${verb}`),
        sentence: sentence`${person(user)} ${verb} variable ${variableName(variable.name)}`,
      };
    },
  });
}

function domainType(verb: Verb, description: string) {
  return defineEventType({
    title: `Project domain ${verb}`,
    description,
    deprecated: 'Domains belong to environments now: see environment.domain.*.',
    scope: 'project',
    parameters: byUser,
    payload: { ...ofUser, domain: domainSchema },
    happen({ random, user, at }) {
      const domain = makeDomain(random, at);
      return {
        parameters: { user: user.id },
        payload: { user, domain },
        ...quick(random, `Domain ${domain.name} ${verb}`),
        sentence: sentence`${person(user)} ${verb} domain ${strong(domain.name)}`,
      };
    },
  });
}
