import { Type } from 'typebox';
import { cronSpec } from '../entities/webapp.ts';
import { projectSchema } from '../entities/project.ts';
import { defineEventType } from '../event-type.ts';
import { anyObject, orNull } from '../schemas.ts';
import { person, place, sentence, strong } from '../sentence.ts';
import { byUserOn, ofUserOn, onEnvironment } from './common.ts';

const cronSpecSchema = Type.Object({
  spec: Type.String({ description: 'When: five fields.' }),
  commands: Type.Object({ start: Type.String(), stop: orNull(Type.String()) }),
  shutdown_timeout: orNull(Type.Integer()),
  timeout: orNull(Type.Integer({ description: 'Seconds.' })),
});

/** Activities that run a command in an application. */
export const jobTypes = {
  'environment.cron': defineEventType({
    title: 'Cron run',
    description: 'A cron of an application was run by the schedule, or by a person.',
    scope: 'environment',
    keptDays: 30,
    parameters: {
      ...byUserOn,
      cluster: Type.String(),
      application: Type.String(),
      cron: Type.String({ description: 'Its name.' }),
      spec: cronSpecSchema,
    },
    payload: { ...ofUserOn, project: projectSchema, cron: Type.String() },
    happen({ random, bot, project, environment, stack }) {
      const application = random.pick(stack.apps).name;
      const cron = 'newsletter';
      return {
        parameters: {
          user: bot.id,
          cluster: `${project.id}-${environment.machine_name}`,
          environment: environment.id,
          application,
          cron,
          spec: cronSpec,
        },
        payload: { user: bot, project, environment, cron },
        seconds: random.seconds(1, 90),
        log: `${random.integer(0, 900)} newsletters sent`,
        sentence: sentence`${person(bot)} ran cron ${strong(cron)}`,
      };
    },
  }),

  'environment.operation': defineEventType({
    title: 'Runtime operation run',
    description: 'A command that an application offers as an operation was run in it.',
    scope: 'environment',
    parameters: {
      ...byUserOn,
      application: Type.Optional(Type.String()),
      operation: Type.Optional(Type.String()),
    },
    payload: { ...ofUserOn, operation: Type.Optional(Type.String()) },
    happen(scene) {
      const { random, user, environment, stack } = scene;
      const { parameters, payload } = onEnvironment(scene);
      const operation = random.pick(['clear-cache', 'reindex']);
      return {
        parameters: { ...parameters, application: random.pick(stack.apps).name, operation },
        payload: { ...payload, operation },
        seconds: random.seconds(1, 60),
        log: `Running ${operation}\nDone\n`,
        sentence: sentence`${person(user)} ran runtime operation ${strong(operation)} on ${place(environment)}`,
      };
    },
  }),

  'environment.task': defineEventType({
    title: 'Task run',
    description: 'A one-off task was run in a container of its own.',
    scope: 'environment',
    parameters: { ...byUserOn, task: Type.Optional(Type.String()) },
    payload: { ...ofUserOn, task: Type.Optional(Type.Union([Type.String(), anyObject])) },
    happen(scene) {
      const { random, user, environment } = scene;
      const { parameters, payload } = onEnvironment(scene);
      const task = random.pick(['import-prices', 'export-orders']);
      return {
        parameters: { ...parameters, task },
        payload: { ...payload, task },
        seconds: random.seconds(1, 60),
        log: `Running ${task}\nDone\n`,
        sentence: sentence`${person(user)} ran task ${strong(task)} on ${place(environment)}`,
      };
    },
  }),
};
