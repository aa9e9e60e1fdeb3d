import { Type } from 'typebox';
import { defineEventType } from '../event-type.ts';
import { anyObject } from '../schemas.ts';
import { person, place, sentence, strong } from '../sentence.ts';
import { byUser, byUserOn, ofUser, ofUserOn, onEnvironment, quick } from './common.ts';

/** Activities that the platform begins by itself. */
export const platformTypes = {
  'environment.alert': defineEventType({
    title: 'Scaling alert',
    description: 'Automatic scaling found that an application uses much more, or much less, than it has.',
    scope: 'environment',
    parameters: byUserOn,
    payload: { ...ofUserOn, alert: Type.Optional(anyObject) },
    happen(scene) {
      const { random, bot, environment, stack } = scene;
      const { parameters, payload } = onEnvironment({ ...scene, user: bot });
      const alert = {
        application: random.pick(stack.apps).name,
        metric: random.pick(['cpu', 'memory']),
        direction: random.pick(['up', 'down']),
        threshold: 80,
        value: random.integer(81, 100),
      };
      return {
        parameters,
        payload: { ...payload, alert },
        ...quick(random, `${alert.metric} of ${alert.application} is at ${alert.value} %`),
        sentence: sentence`${person(bot)} raised an alert for ${strong(alert.application)} on ${place(environment)}`,
      };
    },
  }),

  'maintenance.upgrade': defineEventType({
    title: 'Platform upgraded',
    description: 'The platform under a project was upgraded by its operators.',
    scope: 'project',
    parameters: { user: Type.Optional(byUser.user) },
    payload: { user: Type.Optional(ofUser.user) },
    happen: ({ random, bot, project }) => ({
      parameters: { user: bot.id },
      payload: { user: bot },
      seconds: random.seconds(20, 200),
      log: 'Upgrading\nDone\n',
      sentence: sentence`${person(bot)} upgraded project ${strong(project.title)}`,
    }),
  }),
};
