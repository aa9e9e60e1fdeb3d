import { Type } from 'typebox';
import type { FieldOption } from './field.ts';

/** How long a name may be. */
export const MAX_NAME_CHARACTERS = 63;

/** The name of an integration, of any type. It is unique in its project; case does not matter. */
export const nameSchema = Type.String({
  pattern: `^[A-Za-z0-9][A-Za-z0-9._-]{0,${MAX_NAME_CHARACTERS - 1}}$`,
  description: `Begins with a letter or digit, then letters, digits, . _ or -; at most ${MAX_NAME_CHARACTERS}.`,
});

/** How the command line takes it. */
export const nameOption: FieldOption = {
  label: 'Name',
  flags: '--name <name>',
  description: 'its name, unique in the project (default: from the file of the script, the URL or the type)',
  isAsked: false,
};
