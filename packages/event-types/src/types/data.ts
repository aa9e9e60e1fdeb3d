import { Type } from 'typebox';
import { environmentSchema } from '../entities/environment.ts';
import { defineEventType } from '../event-type.ts';
import { person, place, sentence, strong } from '../sentence.ts';
import { byUser, byUserOn, deployed, ofUser, ofUserOn, onEnvironment, quick } from './common.ts';

const backupName = { backup_name: Type.String({ description: 'The id of the backup.' }) };

/** Activities that copy, replace or remove an environment's data. */
export const dataTypes = {
  'environment.backup': defineEventType({
    title: 'Backup made',
    description: 'A backup of an environment was made, by a person or by the schedule.',
    scope: 'environment',
    parameters: byUserOn,
    payload: { ...ofUserOn, ...backupName },
    happen(scene) {
      const { random, user, environment } = scene;
      const { parameters, payload } = onEnvironment(scene);
      const backup_name = random.id() + random.id();
      return {
        parameters,
        payload: { ...payload, backup_name },
        seconds: random.seconds(8, 90),
        log: `Creating backup ${backup_name}\n  Backup of environment ${environment.id} is complete\n`,
        sentence: sentence`${person(user)} created a backup of ${place(environment)}`,
      };
    },
  }),

  'environment.backup.delete': defineEventType({
    title: 'Backup deleted',
    description: 'A backup of an environment was removed.',
    scope: 'environment',
    parameters: byUserOn,
    payload: { ...ofUserOn, ...backupName },
    happen(scene) {
      const { random, user, environment } = scene;
      const { parameters, payload } = onEnvironment(scene);
      const backup_name = random.id() + random.id();
      return {
        parameters,
        payload: { ...payload, backup_name },
        ...quick(random, `Deleting backup ${backup_name}`),
        sentence: sentence`${person(user)} deleted the backup ${strong(backup_name)} of ${place(environment)}`,
      };
    },
  }),

  'environment.restore': defineEventType({
    title: 'Backup restored',
    description:
      'An environment’s data was replaced by that of a backup; `payload.environment` is a name only.',
    scope: 'environment',
    deploys: true,
    parameters: byUserOn,
    payload: {
      ...ofUser,
      environment: Type.Union([Type.String(), environmentSchema]),
      ...backupName,
    },
    happen(scene) {
      const { random, user, environment } = scene;
      const backup_name = random.id() + random.id();
      return {
        parameters: onEnvironment(scene).parameters,
        payload: { user, environment: environment.id, backup_name },
        ...deployed(scene),
        sentence: sentence`${person(user)} restored ${place(environment)} from backup ${strong(backup_name)}`,
      };
    },
  }),

  'environment.synchronize': defineEventType({
    title: 'Environment synchronized',
    description: 'Data, code or both of an environment were replaced by those of its parent.',
    scope: 'development',
    deploys: true,
    parameters: {
      ...byUser,
      from: Type.String(),
      into: Type.String(),
      synchronize_code: Type.Boolean(),
      synchronize_data: Type.Boolean(),
    },
    payload: {
      ...ofUserOn,
      outcome: environmentSchema,
      synchronization_type: Type.String({ description: 'data, code, or both.' }),
    },
    happen(scene) {
      const { user, environment, production, random } = scene;
      const kind = random.pick(['data', 'code', 'code and data']);
      const source = place(production);
      return {
        parameters: {
          user: user.id,
          from: production.id,
          into: environment.id,
          synchronize_code: kind.includes('code'),
          synchronize_data: kind.includes('data'),
        },
        payload: { user, environment: production, outcome: environment, synchronization_type: kind },
        ...deployed(scene),
        sentence: sentence`${person(user)} synchronized ${place(environment)}'s ${strong(kind)} from ${source}`,
      };
    },
  }),
};
