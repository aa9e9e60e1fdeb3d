import { scriptGlobals } from '@upshot/sandbox/script-api/globals';
import { ioTypes } from '@upshot/sandbox/script-api/io-types';
import { underscoreFunctions, underscoreVersion } from '@upshot/sandbox/script-api/underscore';
import { webClasses } from '@upshot/sandbox/script-api/web-classes';
import { Type, type Static } from 'typebox';

const memberSchema = Type.Object({
  name: Type.String(),
  type: Type.String({ description: 'In TypeScript; a method begins with a parenthesis or `<`.' }),
  description: Type.String(),
});

const typeSchema = Type.Object({
  name: Type.String({ description: 'As the `type` of a member names it.' }),
  description: Type.String(),
  members: Type.Array(memberSchema),
});

/** Everything that scripts can use besides the language, for editors. */
export const scriptApiSchema = Type.Object({
  globals: Type.Array(memberSchema),
  types: Type.Array(typeSchema, { description: 'The objects that globals are or give.' }),
  underscore: Type.Object({ version: Type.String(), functions: Type.Array(Type.String()) }),
});

/** Made of the tables that the tests compare with what scripts really have. */
export const scriptApi: Static<typeof scriptApiSchema> = {
  globals: [...scriptGlobals, ...webClasses.map(({ name, says }) => ({ name, type: 'class', says }))].map(
    describeMember,
  ),
  types: [...ioTypes, ...webClasses].map(({ name, says, members }) => ({
    name,
    description: says,
    members: members.map(describeMember),
  })),
  underscore: { version: underscoreVersion, functions: [...underscoreFunctions] },
};

function describeMember({ name, type, says }: { name: string; type: string; says: string }) {
  return { name, type, description: says };
}
