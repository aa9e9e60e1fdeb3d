import { rulesSchema } from '@upshot/trial/rules/rules-schema';

/** The JSON Schema of rules files, for editors. */
export function describeRulesSchema(): string {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...rulesSchema };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
