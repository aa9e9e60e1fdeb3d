import type { IntegrationDefinition } from '@upshot/integrations/definition';
import type { Field } from '@upshot/integrations/field';
import { definitionOf, integrationTypes } from '@upshot/integrations/registry';

/** The page of all integration types. */
export function describeIntegrationTypes(): string {
  return `# Integration types

The \`type\` of an integration says what it does with an activity. An integration that chooses its activities has the
filter fields \`events\`, \`states\`, \`environments\`, \`excluded_environments\`, \`result\` and
[\`condition\`](filters.md).
\`concurrency\` bounds the runs it has at once: with 1 they keep the order of their activities. \`max_per_second\` and
\`burst\` are its [rate limit](rate-limits.md): the most attempts a second, over all
workers, and how many may begin at once after a pause; there is none by default. The defaults below are those of the
API.

Every integration has a \`name\`, which stands for its id in paths, filters and commands. It is unique in its
project, in upper and lower case: letters, digits, \`.\`, \`_\` and \`-\`, at most 63. Without one,
\`integration:add\` names a script after its file, and the API names an integration after the host of its \`url\`
or its type (\`script\`, \`script-2\`, …). A deleted integration gives its name free.

This page is generated from \`packages/integrations\`. To add a type, see [CONTRIBUTING](../CONTRIBUTING.md).

${integrationTypes.map((type) => describe(definitionOf(type))).join('\n')}`;
}

function describe(definition: IntegrationDefinition): string {
  const { type, title, description, fields } = definition;
  const rows = Object.entries(fields).map(([name, field]) => `| ${describeField(name, field).join(' | ')} |`);
  return `## ${type}

**${title}.** ${description}

${describeFilter(definition)}

| Field | Option | What it says | Default | Kept |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function describeFilter({ filter, concurrency }: IntegrationDefinition): string {
  const answered = filter.kind === 'chosen' ? filter.defaults : filter.filter;
  const { events, states, result } = answered;
  const ended = result === '*' ? '' : `, result \`${result}\``;
  const what = `events ${list(events)} in the states ${list(states)}${ended}`;
  return filter.kind === 'chosen'
    ? `Answers by default: ${what}. Default concurrency: ${concurrency}.`
    : `Answers ${what}; this cannot be chosen.`;
}

function describeField(name: string, { schema, option, keptIn, default: preset }: Field): readonly string[] {
  const says = 'description' in schema ? String(schema.description) : option.description;
  const fallback = preset === undefined ? 'required' : `\`${JSON.stringify(preset)}\``;
  return [`\`${name}\``, `\`${option.flags}\``, says, fallback, keptWords[keptIn]];
}

const keptWords: { readonly [K in Field['keptIn']]: string } = {
  settings: 'as it is',
  sealed: 'encrypted',
  script_versions: 'every version',
};

function list(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
