import { Type } from 'typebox';
import { accessSchema, makeAccess } from '../entities/access.ts';
import { defineEventType } from '../event-type.ts';
import { person, sentence, strong } from '../sentence.ts';
import { byUser, ofUser, quick } from './common.ts';

/** Activities that change who may do what in all environments of a type. */
export const environmentTypeTypes = {
  'environment_type.access.create': accessType(
    'created',
    'A user was given access to a type of environments.',
  ),
  'environment_type.access.update': accessType(
    'updated',
    'The access of a user to a type of environments was changed.',
  ),
  'environment_type.access.delete': accessType('deleted', 'A user lost access to a type of environments.'),
};

function accessType(verb: 'created' | 'updated' | 'deleted', description: string) {
  return defineEventType({
    title: `Access to an environment type ${verb}`,
    description,
    scope: 'project',
    parameters: { ...byUser, environment_type: Type.Optional(Type.String()) },
    payload: { ...ofUser, access: accessSchema, environment_type: Type.Optional(Type.String()) },
    happen({ random, user, at }) {
      const access = makeAccess(random, at);
      const environment_type = random.pick(['production', 'staging', 'development']);
      const [name, type] = [strong(access.display_name), strong(environment_type)];
      return {
        parameters: { user: user.id, environment_type },
        payload: { user, access, environment_type },
        ...quick(random, `Access of ${access.display_name} ${verb}`),
        sentence: sentence`${person(user)} ${verb} the access of ${name} to ${type} environments`,
      };
    },
  });
}
