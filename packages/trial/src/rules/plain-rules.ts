import { Type, type Static } from 'typebox';
import { rule, defaultAnswer } from './rules-schema.ts';

const closed = { additionalProperties: false };

/**
 * Rules that may come from outside: they match by method and by a glob of the URL. A regular expression, or a pattern
 * of a large body, could take a worker's time.
 */
export const plainRulesSchema = Type.Object(
  {
    rules: Type.Optional(
      Type.Array(
        Type.Object(
          {
            ...rule.properties,
            request: Type.Object(
              {
                method: Type.Optional(
                  Type.String({ maxLength: 32, description: 'Such as POST; * for all.' }),
                ),
                url: Type.Optional(
                  Type.String({
                    minLength: 1,
                    maxLength: 200,
                    pattern: '^[^/]',
                    description: 'A glob: * stops at a slash, ** does not.',
                  }),
                ),
              },
              closed,
            ),
          },
          closed,
        ),
        { maxItems: 20, description: 'The first rule that matches a request answers it.' },
      ),
    ),
    default: Type.Optional(defaultAnswer),
  },
  {
    ...closed,
    description: 'What requests are answered with: 200 with an empty body, unless a rule says otherwise.',
  },
);

export type PlainRules = Static<typeof plainRulesSchema>;
