import { jsonLeaves } from './json-leaves.ts';

interface OpenVariable {
  readonly text: string;
  readonly is_json: boolean;
}

/**
 * What redaction hides of opened sensitive variables. A JSON value hides each text and number inside it, too. Whole
 * JSON texts are last: they say nothing else.
 */
export function secretsOfVariables(variables: readonly OpenVariable[]): readonly string[] {
  const json = variables.filter(({ is_json }) => is_json).map(({ text }) => text);
  const plain = variables.filter(({ is_json }) => !is_json).map(({ text }) => text);
  return [...plain, ...json.flatMap((text) => jsonLeaves(JSON.parse(text))), ...json];
}
